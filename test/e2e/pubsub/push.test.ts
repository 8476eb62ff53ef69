/** Push delivery, from the topic `gcr` to the patched workload, by Google's emulator. */
import assert from 'node:assert/strict';
import { digest, pushedImage } from '../../support/builders.ts';
import { images, rolloutCount } from '../../support/on-sandbox.ts';
import type { Delivered } from './recording-proxy.ts';
import { reasonsIn } from './log.ts';
import { messageBody, type NewMessage } from './rest.ts';
import { inserted, withInstallation, repositoryIn, web, type Installation } from './installation.ts';
import { until } from './until.ts';

/** Publishes messages and waits until each was answered; the deliveries of each, in the order of the messages. */
async function delivered(
  { rest, delivered: all }: Installation,
  topic: string,
  ...messages: readonly NewMessage[]
): Promise<readonly (readonly Delivered[])[]> {
  const ids = await rest.publish(topic, ...messages);
  const of = (id: string) => all.filter(({ messageId }) => messageId === id);
  await until('an answer to each', () => ids.every((id) => of(id)[0]?.ended !== undefined));
  return ids.map(of);
}

function statuses(deliveries: readonly (readonly Delivered[])[]): readonly (readonly unknown[])[] {
  return deliveries.map((each) => each.map(({ status }) => status));
}

describe('a pushed image', () => {
  for (const noWrapper of [false, true]) {
    it(`is applied by one delivery, ${noWrapper ? 'unwrapped' : 'wrapped'}`, () =>
      withInstallation({ delivery: { noWrapper } }, async (installation) => {
        const { repository, gcr, cluster } = installation;
        const answers = await delivered(installation, gcr, { data: inserted(repository) });
        assert.deepEqual(statuses(answers), [[204]]);
        assert.equal(images(cluster())['app'], pushedImage(1, repository));
        const { headers, body } = answers[0]?.[0] ?? assert.fail();
        assert.equal(headers['x-goog-pubsub-message-id'] !== undefined, noWrapper);
        assert.equal(body.toString() === inserted(repository), noWrapper);
      }));
  }
});

describe('two registry projects, each with a topic of its own, and one function', () => {
  for (const noWrapper of [false, true]) {
    it(`may each update their own images only, ${noWrapper ? 'unwrapped' : 'wrapped'}`, () => {
      const both = (repository: string) => ({
        test: [web(repository), web(repositoryIn(otherThan(projectOf(repository))), 'other')],
      });
      return withInstallation({ clusters: both, delivery: { noWrapper } }, async (installation) => {
        const { project, gcr, rest, repository, endpoint, cluster } = installation;
        const other = otherThan(project);
        const otherGcr = `projects/${other}/topics/gcr`;
        await rest.createTopic(otherGcr);
        const name = `projects/${project}/subscriptions/of-the-other`;
        const push = { endpoint: `${endpoint}/${otherGcr}`, noWrapper };
        await rest.createSubscription({ name, topic: otherGcr, push });

        const foreign = { data: inserted(repositoryIn(other), 2) };
        assert.deepEqual(statuses(await delivered(installation, gcr, foreign)), [[204]]);
        assert.equal(rolloutCount(cluster(), 'other'), 0);
        await delivered(installation, otherGcr, { data: inserted(repositoryIn(other), 1) });
        await delivered(installation, gcr, { data: inserted(repository, 1) });
        assert.equal(images(cluster(), 'other')['app'], pushedImage(1, repositoryIn(other)));
        assert.equal(images(cluster())['app'], pushedImage(1, repository));
        await rest.deleteSubscription(name);
      });
    });
  }
});

function otherThan(project: string): string {
  return `${project}-other`;
}

function projectOf(repository: string): string {
  return repository.split('/')[1] ?? '';
}

describe('a message that leads to nothing', () => {
  const table: readonly (readonly [string, string, (repository: string) => NewMessage])[] = [
    ['about a deletion', 'NotAnInsert', (r) => event({ action: 'DELETE', tag: `${r}:v1` })],
    ['of a digest alone', 'UntaggedPush', (r) => event({ action: 'INSERT', digest: `${r}@${digest(2)}` })],
    ['of attributes without data', 'NotJson', () => ({ attributes: { made: 'by hand' } })],
    ['that is no JSON', 'NotJson', () => ({ data: 'not a registry event' })],
    ['that is not UTF-8', 'NotJson', () => ({ data: Uint8Array.of(0xff, 0xfe, 0x00, 0x80) })],
    ['of 500 KB', 'TooLarge', () => ({ data: 'x'.repeat(500_000) })],
  ];
  for (const [what, reason, messageFor] of table) {
    it(`${what} costs one 204 (${reason}), and does not block the one behind it`, () =>
      withInstallation({}, async (installation) => {
        const { repository, gcr, cluster, function: process } = installation;
        const good = { data: inserted(repository, 1) };
        const answers = await delivered(installation, gcr, messageFor(repository), good);
        assert.deepEqual(statuses(answers), [[204], [204]]);
        assert.deepEqual(reasonsIn(process.entries()), [reason]);
        assert.equal(images(cluster())['app'], pushedImage(1, repository));
      }));
  }

  it('of 7 MB is refused with 413, so that Pub/Sub keeps it, and does not block the one behind it', () =>
    withInstallation({}, async (installation) => {
      const { repository, gcr, cluster, function: process } = installation;
      const good = { data: inserted(repository, 1) };
      const answers = await delivered(installation, gcr, { data: 'x'.repeat(7_000_000) }, good);
      assert.deepEqual(
        statuses(answers).map((all) => [...new Set(all)]),
        [[413], [204]],
      );
      assert.deepEqual([...new Set(reasonsIn(process.entries()))], ['TooLarge']);
      assert.equal(images(cluster())['app'], pushedImage(1, repository));
    }));

  it('with neither data nor attributes is refused by Pub/Sub itself', () =>
    withInstallation({}, async ({ rest, gcr }) => {
      const { status } = await rest.send('POST', `${gcr}:publish`, { messages: [messageBody({})] });
      assert.equal(status, 400);
    }));

  it('does not block the one behind it, though there are fifty', () =>
    withInstallation({}, async (installation) => {
      const { repository, gcr, cluster } = installation;
      const garbage = Array.from({ length: 50 }, (_, n) => ({ data: `garbage ${n}` }));
      const answers = await delivered(installation, gcr, ...garbage, { data: inserted(repository) });
      assert.deepEqual(new Set(statuses(answers).flat()), new Set([204]));
      assert.equal(images(cluster())['app'], pushedImage(1, repository));
    }));
});

describe('an attribute with a time of 2099', () => {
  it('does not take a push into the future: the next one counts', () =>
    withInstallation({}, async (installation) => {
      const { repository, gcr, cluster } = installation;
      const attributes = { 'image-updater-published-at': '2099-01-01T00:00:00Z' };
      await delivered(installation, gcr, { data: inserted(repository, 1), attributes });
      assert.equal(images(cluster())['app'], pushedImage(1, repository));
      await delivered(installation, gcr, { data: inserted(repository, 2) });
      assert.equal(images(cluster())['app'], pushedImage(2, repository));
    }));
});

function event(payload: object): NewMessage {
  return { data: JSON.stringify(payload) };
}
