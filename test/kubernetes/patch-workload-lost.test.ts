import assert from 'node:assert/strict';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { mapOr } from '../../lib/sandbox/json.ts';
import { digest, REPOSITORY, settings, written } from '../support/builders.ts';
import { images, now, stored } from '../support/on-sandbox.ts';
import { TO, PATH, patching, words, labelled, changedBy } from './patching.ts';

describe('a patch whose answer was lost', () => {
  it('is recognised by label and record: updated once, patched once', () =>
    patching({}, async ({ sandbox, patch }) => {
      const { generation } = sandbox.get('Deployment', 'shop', 'web')?.metadata ?? {};
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.1');
      assert.equal(sandbox.get('Deployment', 'shop', 'web')?.metadata['generation'], Number(generation) + 1);
    }));

  it('is recognised on a connection that was used before, too', () =>
    patching({}, async ({ sandbox, cluster, patch }) => {
      const { signal } = new AbortController();
      await cluster.transport.json({ method: 'GET', path: PATH, signal });
      sandbox.fail({ fault: { type: 'lostAnswer' }, match: { reused: true } });
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.1');
    }));

  it('is recognised where the same tag was restarted, and restarts no second time', () =>
    patching({ settings: settings({ pin: 'tag' }) }, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      const [outcome] = await patch();
      assert.ok(outcome?.result === 'updated' && outcome.restarted);
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.1');
    }));

  it('is recognised after every lost answer, however many', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      sandbox.fail({ fault: { type: 'drop' }, match: { method: 'GET' }, times: 3 });
      assert.deepEqual(words(await patch()), ['app updated']);
    }));

  it('is not recognised by the id of its push alone: label and record may tell of another delivery', () =>
    patching({}, async ({ sandbox, patch, plan }) => {
      const { mark, entry: ours } = plan.changes[0]?.decision.applied ?? assert.fail();
      const other = { ...ours, from: `${REPOSITORY}:v0` };
      sandbox.fail(
        changedBy(() =>
          stored({
            containers: [{ name: 'app', image: TO }],
            metadata: {
              labels: { 'app.image-updater/applied': mark },
              annotations: { 'image-updater/updates': JSON.stringify({ app: other }) },
            },
          }),
        ),
      );
      assert.deepEqual(words(await patch()), ['app alreadyApplied']);
    }));

  it('and was overtaken by a newer push is not done again', () =>
    patching({}, async ({ sandbox, patch }) => {
      const newer = `${REPOSITORY}:v1@${digest(9)}`;
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      const overtaken = stored({
        containers: [{ name: 'app', image: newer }],
        metadata: written({ to: newer, at: 9000, mark: '9000.2', push: 'm9' }),
      });
      sandbox.fail({
        fault: { type: 'otherWriter', change: (object) => (hasMark(object) ? overtaken : object) },
        times: Infinity,
      });
      assert.deepEqual(words(await patch()), ['app NotNewer']);
      assert.deepEqual(images(sandbox), { app: newer });
    }));

  it('of a workload that somebody holds since then is not made', () =>
    patching({ objects: [{ metadata: { labels: { team: 'a' } } }] }, async ({ sandbox, patch }) => {
      sandbox.fail(changedBy(labelled({ 'image-updater/hold': 'true' })));
      assert.deepEqual(words(await patch()), ['app Held']);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1` });
    }));

  it('of which one container was changed by somebody since counts for the other', () => {
    const containers = ['app', 'side'].map((name) => ({ name, image: `${REPOSITORY}:v1` }));
    return patching({ objects: [{ containers }] }, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      sandbox.fail({
        fault: {
          type: 'otherWriter',
          change: (object) =>
            hasMark(object)
              ? {
                  ...object,
                  spec: stored({ containers: [{ name: 'app', image: TO }, containers[1]] })['spec'] ?? null,
                }
              : object,
        },
        times: Infinity,
      });
      assert.deepEqual(words(await patch()), ['app updated', 'side NotNewer']);
    });
  });

  it('is reported as updated also where what is left then fails', () => {
    const containers = ['app', 'side'].map((name) => ({ name, image: `${REPOSITORY}:v1` }));
    return patching({ objects: [{ containers }] }, async ({ sandbox, patch, plan }) => {
      let patchNumber = 0;
      const ours = { app: plan.changes[0]?.decision.applied.entry };
      const half = stored({
        containers: [{ name: 'app', image: TO }, containers[1]],
        metadata: {
          labels: { 'app.image-updater/applied': '1000.1' },
          annotations: { 'image-updater/updates': JSON.stringify(ours) },
        },
      });
      const change = (object: KubernetesObject) => ((patchNumber += 1) === 1 ? half : object);
      sandbox.fail({ fault: { type: 'otherWriter', change }, times: Infinity });
      sandbox.fail({ fault: { type: 'conflict' }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app updated', 'side Conflict']);
    });
  });
});

function hasMark({ metadata }: KubernetesObject): boolean {
  return Object.keys(mapOr(metadata['labels'])).some((key) => key.endsWith('image-updater/applied'));
}
