/** `image-updater replay` as a process: from the command line to the patched workload. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digest } from '../support/builders.ts';
import { images } from '../support/on-sandbox.ts';
import { imageUpdater } from './command.ts';
import { imageOf, inserted, onStage, rolloutsOf, web, type Stage } from './stage.ts';
import { until } from './until.ts';

function isUpdated({ cluster, repository }: Stage, name: string, n = 1): boolean {
  return images(cluster(), name)['app'] === imageOf(repository, n);
}

describe('replay', () => {
  it('of an image updates what runs it', () =>
    onStage({}, async (stage) => {
      const { repository } = stage;
      const { code, stderr } = await imageUpdater(stage, [
        'replay',
        `${repository}:v1`,
        '--digest',
        digest(1),
      ]);
      assert.equal(code, 0, stderr);
      await until('the update', () => isUpdated(stage, 'web'));
    }));

  it('of a file with a bad line names the line, goes on with the rest, and ends with 1', () =>
    onStage({}, async (stage) => {
      const { repository, folder, delivered } = stage;
      const lines = [inserted(`${repository}-other`, 1), 'not an event', inserted(repository, 2)];
      const file = path.join(folder, 'events.jsonl');
      await writeFile(file, `${lines.join('\n')}\n`);
      const { code, stdout, stderr } = await imageUpdater(stage, ['replay', '--events', file]);
      assert.equal(code, 1, stderr);
      assert.match(stdout + stderr, /line 2\b/);
      await until('both', () => delivered.filter(({ status }) => status === 204).length === 2);
      assert.ok(isUpdated(stage, 'web', 2));
    }));

  it('of a dead letter heals, once the fault is mended', () => {
    const clusters = (repository: string) => ({ test: [web(repository)], other: [web(repository)] });
    return onStage({ clusters, delivery: { attempts: 5 } }, async (stage) => {
      const { project, repository, gcr, rest, delivered, deadLetters, cluster } = stage;
      cluster().fail({ fault: { type: 'forbidden', user: 'u' }, times: Infinity });
      const [id] = await rest.publish(gcr, { data: inserted(repository) });
      await until('five attempts', () => delivered.filter(({ ended }) => ended !== undefined).length === 5);

      cluster().heal();
      await until('the dead letter', async () => {
        const { code, stdout } = await imageUpdater(stage, ['replay', '--dead-letters', '--json']);
        return code === 0 && stdout.includes('"published": 1');
      });
      await until('the update', () => isUpdated(stage, 'web'));
      await until('the end', () => delivered.at(-1)?.status === 204);
      assert.deepEqual(
        delivered.slice(5).map((each) => each.path),
        [`/projects/${project}/topics/replay`],
      );
      assert.notEqual(delivered.at(-1)?.messageId, id);
      assert.deepEqual([rolloutsOf(cluster()), rolloutsOf(cluster('other'))], [1, 1]);
      assert.deepEqual(await rest.pull(deadLetters), []);
    });
  });

  it('to a topic that does not exist ends with 1, and says so', () =>
    onStage({}, async (stage) => {
      const { repository, project } = stage;
      const to = ['--to', `projects/${project}/topics/nowhere`];
      const { code, stdout, stderr } = await imageUpdater(stage, ['replay', `${repository}:v1`, ...to]);
      assert.equal(code, 1, stdout);
      assert.match(stdout + stderr, /NoTopic/);
    }));

  it('keeps the original time: history takes nothing backwards, and --now does', () =>
    onStage({}, async (stage) => {
      const { repository, gcr, rest, folder, delivered, cluster } = stage;
      const message = { publishTime: '2026-01-01T00:00:00Z', messageId: '7' };
      const data = Buffer.from(inserted(repository, 1)).toString('base64');
      const file = path.join(folder, 'messages.json');
      await writeFile(file, JSON.stringify([{ message: { ...message, data } }]));
      await rest.publish(gcr, { data: inserted(repository, 2) });
      await until('the push', () => isUpdated(stage, 'web', 2));

      assert.equal((await imageUpdater(stage, ['replay', '--events', file])).code, 0);
      await until('the replay', () => delivered[1]?.status === 204);
      assert.ok(isUpdated(stage, 'web', 2));
      assert.equal((await imageUpdater(stage, ['replay', '--events', file, '--now'])).code, 0);
      await until('the wish', () => isUpdated(stage, 'web', 1));
      assert.equal(rolloutsOf(cluster()), 2);
    }));
});
