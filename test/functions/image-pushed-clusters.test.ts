import assert from 'node:assert/strict';
import type { RequestShape } from '../../lib/core/event/delivery.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { TOPIC_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { parseUpdateRecords } from '../../lib/core/workload/applied-state.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { toRequest, SHAPES } from '../support/deliveries.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import { servedConfig, readLabels, parsed, sent, serving } from '../support/served-functions.ts';
import { PUBLISHED, TO, UNPRINTABLE, event, delivery } from './pushed-events.ts';

describe('several registry projects, each with its own topic', () => {
  const image = (project: string) => `europe-docker.pkg.dev/${project}/images/web`;
  const pushOf = (project: string) => ({
    action: 'INSERT',
    digest: `${image(project)}@${digest(1)}`,
    tag: `${image(project)}:v1`,
  });
  const from = (shape: RequestShape, project: string, about: string, topic = 'gcr'): DeliveryRequest =>
    toRequest(shape, {
      payload: JSON.stringify(pushOf(about)),
      id: '42',
      publishTime: PUBLISHED,
      attributes: { [TOPIC_ATTRIBUTE]: `projects/${about}/topics/gcr` },
      topic: { project, topic },
      receivedAt: 0,
    });

  let sandbox: Sandbox;
  beforeEach(async () => {
    const objects = ['a', 'b'].map((project) =>
      stored({ name: project, containers: [{ name: 'app', image: `${image(project)}:v1` }] }),
    );
    sandbox = await startSandbox({ objects });
  });
  afterEach(() => sandbox.close());

  for (const shape of SHAPES) {
    it(`are served by one function (${shape}), and each may update its own images`, () =>
      serving(servedConfig({ test: sandbox }), async ({ url }) => {
        for (const project of ['a', 'b']) {
          assert.equal(await sent(url, from(shape, project, project)), 204);
          assert.deepEqual(images(sandbox, project), { app: `${image(project)}:v1@${digest(1)}` });
          assert.equal(parseUpdateRecords(now(sandbox, project)).get('app')?.by, project);
        }
        assert.equal(patches(sandbox).length, 2);
      }));

    it(`cannot update each other's images (${shape}), whatever they claim`, () =>
      serving(
        servedConfig({ test: sandbox }, `replay: projects/updater/topics/replay\n`),
        async ({ url, lines }) => {
          assert.equal(await sent(url, from(shape, 'a', 'b')), 204);
          assert.equal(await sent(url, from(shape, 'b', 'a', 'replay')), 204);
          assert.deepEqual(
            lines.map((line) => readLabels(line)['reason']),
            ['ForeignRepository', 'ForeignRepository'],
          );
          assert.equal(sandbox.requests.length, 0);
        },
      ));
  }

  it('share a topic for replays, where each push is still of the topic that it names', () =>
    serving(servedConfig({ test: sandbox }, `replay: projects/updater/topics/replay\n`), async ({ url }) => {
      for (const project of ['a', 'b'])
        assert.equal(await sent(url, from('push', 'updater', project, 'replay')), 204);
      for (const project of ['a', 'b'])
        assert.equal(parseUpdateRecords(now(sandbox, project)).get('app')?.by, project);
    }));
});

describe('several clusters', () => {
  it('of which one is out of reach: 500 after the other is done, and a redelivery does only what is missing', async () => {
    const here = await startSandbox({ objects: [stored({})] });
    const gone = await startSandbox();
    await gone.close();
    await serving(servedConfig({ here, gone }), async ({ url, lines }) => {
      assert.equal(await sent(url, delivery('push')), 500);
      assert.deepEqual(images(here), { app: TO });
      const reasons = lines.map((line) => readLabels(line)['reason']);
      assert.ok(reasons.includes('Unreachable'));
      assert.equal(parsed(lines.at(-1) ?? '')['severity'], 'WARNING');

      const back = await startSandbox({ objects: [stored({})], port: Number(new URL(gone.url).port) });
      assert.equal(await sent(url, delivery('push')), 204);
      assert.deepEqual(images(back), { app: TO });
      assert.equal(patches(here).length, 1);
      assert.equal(patches(back).length, 1);
      await back.close();
    });
    await here.close();
  });

  it('of which one lacks a right: 500, until an operator grants it', async () => {
    const [good, bad] = await Promise.all([
      startSandbox({ objects: [stored({})] }),
      startSandbox({ objects: [stored({})] }),
    ]);
    bad.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' }, times: Infinity });
    await serving(servedConfig({ good, bad }), async ({ url }) => {
      assert.equal(await sent(url, delivery('push')), 500);
      assert.deepEqual([images(good), images(bad)], [{ app: TO }, { app: `${REPOSITORY}:v1` }]);
      bad.heal();
      assert.equal(await sent(url, delivery('push')), 204);
      assert.deepEqual(images(bad), { app: TO });
      assert.equal(patches(good).length, 1);
    });
    await Promise.all([good.close(), bad.close()]);
  });

  it('of which one refuses the change: 204, since nobody can do more about it here', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    sandbox.fail({ fault: { type: 'webhook', webhook: 'w', message: '\u001b[2Jno', code: 403 } });
    await serving(servedConfig({ sandbox }), async ({ url, lines }) => {
      assert.equal(await sent(url, delivery('push')), 204);
      const [failure = '', summary = ''] = lines;
      assert.equal(parsed(failure)['message'], 'Update failed');
      assert.deepEqual(
        [failure, summary].map((line) => parsed(line)['severity']),
        ['ERROR', 'ERROR'],
      );
      assert.equal(readLabels(failure)['reason'], 'Refused');
      assert.ok(!lines.some((line) => UNPRINTABLE.test(line)));
    });
    await sandbox.close();
  });
});

describe('eight events at once', () => {
  it('each do their own, and log their own', async () => {
    const tags = Array.from({ length: 8 }, (_, index) => `v${index}`);
    const objects = tags.map((tag) =>
      stored({ name: tag, containers: [{ name: 'app', image: `${REPOSITORY}:${tag}` }] }),
    );
    const sandbox = await startSandbox({ objects });
    await serving(servedConfig({ test: sandbox }), async ({ url, lines }) => {
      const requests = tags.map((tag) => delivery('push', event(tag, digest(1)), `push-${tag}`));
      const statuses = await Promise.all(requests.map((request) => sent(url, request)));
      assert.deepEqual(new Set(statuses), new Set([204]));
      for (const tag of tags) {
        assert.deepEqual(images(sandbox, tag), { app: `${REPOSITORY}:${tag}@${digest(1)}` });
        const own = lines.filter((line) => readLabels(line)['push'] === `push-${tag}`).map(parsed);
        assert.deepEqual(
          own.map(({ message }) => message),
          ['Image updated', 'Containers skipped', 'Event handled'],
        );
        assert.equal(own[0]?.['name'], tag);
      }
      assert.equal(lines.length, 24);
    });
    await sandbox.close();
  });
});
