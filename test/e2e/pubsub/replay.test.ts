/** `image-updater replay` as a process: from the command line to the patched workload. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digest, pushedImage } from '../../support/builders.ts';
import { images, rolloutCount } from '../../support/on-sandbox.ts';
import { imageUpdater } from './command.ts';
import { inserted, withInstallation, web, type Installation } from './installation.ts';
import { until } from './until.ts';
import { base64 } from '../../support/base64.ts';

function isUpdated({ cluster, repository }: Installation, name: string, n = 1): boolean {
  return images(cluster(), name)['app'] === pushedImage(n, repository);
}

describe('replay', () => {
  it('of an image updates what runs it', () =>
    withInstallation({}, async (installation) => {
      const { repository } = installation;
      const { code, stderr } = await imageUpdater(installation, [
        'replay',
        `${repository}:v1`,
        '--digest',
        digest(1),
      ]);
      assert.equal(code, 0, stderr);
      await until('the update', () => isUpdated(installation, 'web'));
    }));

  it('of a file with a bad line names the line, goes on with the rest, and ends with 1', () =>
    withInstallation({}, async (installation) => {
      const { repository, folder, delivered } = installation;
      const lines = [inserted(`${repository}-other`, 1), 'not an event', inserted(repository, 2)];
      const file = path.join(folder, 'events.jsonl');
      await writeFile(file, `${lines.join('\n')}\n`);
      const { code, stdout, stderr } = await imageUpdater(installation, ['replay', '--events', file]);
      assert.equal(code, 1, stderr);
      assert.match(stdout + stderr, /line 2\b/);
      await until('both', () => delivered.filter(({ status }) => status === 204).length === 2);
      assert.ok(isUpdated(installation, 'web', 2));
    }));

  it('of a dead letter succeeds once the fault is fixed', () => {
    const clusters = (repository: string) => ({ test: [web(repository)], other: [web(repository)] });
    return withInstallation({ clusters, delivery: { attempts: 5 } }, async (installation) => {
      const { project, repository, gcr, rest, delivered, deadLetters, cluster } = installation;
      cluster().fail({ fault: { type: 'forbidden', user: 'u' }, times: Infinity });
      const [id] = await rest.publish(gcr, { data: inserted(repository) });
      await until('five attempts', () => delivered.filter(({ ended }) => ended !== undefined).length === 5);

      cluster().heal();
      await until('the dead letter', async () => {
        const { code, stdout } = await imageUpdater(installation, ['replay', '--dead-letters', '--json']);
        return code === 0 && stdout.includes('"published": 1');
      });
      await until('the update', () => isUpdated(installation, 'web'));
      await until('the end', () => delivered.at(-1)?.status === 204);
      assert.deepEqual(
        delivered.slice(5).map((each) => each.path),
        [`/projects/${project}/topics/replay`],
      );
      assert.notEqual(delivered.at(-1)?.messageId, id);
      assert.deepEqual([rolloutCount(cluster()), rolloutCount(cluster('other'))], [1, 1]);
      assert.deepEqual(await rest.pull(deadLetters), []);
    });
  });

  it('to a topic that does not exist ends with 1, and says so', () =>
    withInstallation({}, async (installation) => {
      const { repository, project } = installation;
      const to = ['--to', `projects/${project}/topics/nowhere`];
      const { code, stdout, stderr } = await imageUpdater(installation, [
        'replay',
        `${repository}:v1`,
        ...to,
      ]);
      assert.equal(code, 1, stdout);
      assert.match(stdout + stderr, /NoTopic/);
    }));

  it('keeps the original time: history takes nothing backwards, and --now does', () =>
    withInstallation({}, async (installation) => {
      const { repository, gcr, rest, folder, delivered, cluster } = installation;
      const message = { publishTime: '2026-01-01T00:00:00Z', messageId: '7' };
      const data = base64(inserted(repository, 1));
      const file = path.join(folder, 'messages.json');
      await writeFile(file, JSON.stringify([{ message: { ...message, data } }]));
      await rest.publish(gcr, { data: inserted(repository, 2) });
      await until('the push', () => isUpdated(installation, 'web', 2));

      assert.equal((await imageUpdater(installation, ['replay', '--events', file])).code, 0);
      await until('the replay', () => delivered[1]?.status === 204);
      assert.ok(isUpdated(installation, 'web', 2));
      assert.equal((await imageUpdater(installation, ['replay', '--events', file, '--now'])).code, 0);
      await until('the wish', () => isUpdated(installation, 'web', 1));
      assert.equal(rolloutCount(cluster()), 2);
    }));
});
