import assert from 'node:assert/strict';
import { parseUpdateRecords } from '../../lib/core/workload/applied-state.ts';
import { patchWorkload } from '../../lib/kubernetes/patch-workload.ts';
import { mapOr } from '../../lib/sandbox/json.ts';
import { push, REPOSITORY, written } from '../support/builders.ts';
import { images, now, onSandbox, patches, stored } from '../support/on-sandbox.ts';
import { planned, planning } from '../support/planning.ts';
import { TO, PATH, patching, words } from './patching.ts';

describe('a patch', () => {
  const shapes = {
    'without labels and annotations': {},
    'with labels and annotations of others': {
      metadata: { labels: { team: 'a' }, annotations: { note: 'b' } },
    },
    'with labels alone': { metadata: { labels: { team: 'a' } } },
    'with annotations alone': { metadata: { annotations: { note: 'b' } } },
  };
  for (const [shape, given] of Object.entries(shapes)) {
    it(`of a workload ${shape} adds the updater's and keeps the others`, () =>
      patching({ objects: [given] }, async ({ sandbox, patch }) => {
        const [outcome] = await patch();
        assert.deepEqual(outcome, {
          workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
          container: 'app',
          image: `${REPOSITORY}:v1`,
          result: 'updated',
          from: `${REPOSITORY}:v1`,
          to: TO,
          effect: 'now',
          restarted: false,
          staleImage: false,
          pinned: true,
        });
        const { labels, annotations } = now(sandbox);
        const { metadata } = sandbox.get('Deployment', 'shop', 'web') ?? {};
        assert.deepEqual(images(sandbox), { app: TO });
        assert.equal(labels['app.image-updater/applied'], '1000.1');
        assert.ok(annotations['image-updater/updates'] !== undefined);
        const before = stored(given).metadata;
        assert.equal(mapOr(metadata?.['labels'])['team'], mapOr(before['labels'])['team']);
        assert.equal(mapOr(metadata?.['annotations'])['note'], mapOr(before['annotations'])['note']);
      }));
  }

  it('is one JSON Patch, by the name of its writer', () =>
    patching({}, async ({ sandbox, patch }) => {
      await patch();
      assert.deepEqual(
        patches(sandbox).map(({ path, query, headers }) => [path, query, headers['content-type']]),
        [[PATH, { fieldManager: 'image-updater' }, 'application/json-patch+json']],
      );
    }));

  it('in a dry run goes all the way, stores nothing, and is only planned', () =>
    patching({}, async ({ sandbox, patch }) => {
      const before = sandbox.get('Deployment', 'shop', 'web');
      assert.deepEqual(words(await patch({ dryRun: true })), ['app planned']);
      assert.deepEqual(sandbox.get('Deployment', 'shop', 'web'), before);
      assert.deepEqual(
        patches(sandbox).map(({ query }) => query),
        [{ fieldManager: 'image-updater', dryRun: 'All' }],
      );
    }));

  it('in a dry run is refused by a webhook as the real one would be', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'webhook', webhook: 'w', message: 'no', code: 403 } });
      assert.deepEqual(words(await patch({ dryRun: true })), ['app Refused']);
    }));

  it('without an update only advances the mark, and rolls nothing', () =>
    patching(
      { objects: [{ containers: [{ name: 'app', image: TO }], metadata: written({ to: TO }) }] },
      async ({ sandbox, patch }) => {
        assert.deepEqual(words(await patch()), ['app AlreadyCurrent']);
        assert.deepEqual(images(sandbox), { app: TO });
        assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.2');
      },
    ));
});

describe('two pushes at once for two containers of one workload', () => {
  it('lose neither record', () =>
    onSandbox({ objects: [] }, async ({ sandbox, cluster }) => {
      const containers = ['v1', 'v2'].map((tag) => ({ name: tag, image: `${REPOSITORY}:${tag}` }));
      const { signal } = new AbortController();
      for (let round = 0; round < 20; round += 1) {
        // Every other time the maps are there, and only the keys in them are tested.
        const metadata = round % 2 === 0 ? {} : { labels: { team: 'a' }, annotations: { note: 'b' } };
        sandbox.put(stored({ containers, metadata }));
        const plans = ['v1', 'v2'].map((tag) => {
          const asked = { ...planning({ push: push({ tag, id: tag }) }), cluster };
          return { asked, plan: planned(now(sandbox), asked) };
        });
        const outcomes = await Promise.all(
          plans.map(({ plan, asked }) => patchWorkload(plan, { ...asked, budget: { signal } })),
        );
        assert.deepEqual(
          outcomes
            .flat()
            .filter(({ result }) => result === 'updated')
            .map(({ container }) => container),
          ['v1', 'v2'],
        );
        const { labels } = now(sandbox);
        assert.deepEqual([...parseUpdateRecords(now(sandbox)).keys()].toSorted(), ['v1', 'v2']);
        assert.equal(labels['v1.image-updater/applied'], '1000.1');
        assert.equal(labels['v2.image-updater/applied'], '1000.1');
        sandbox.remove('Deployment', 'shop', 'web');
      }
    }));
});
