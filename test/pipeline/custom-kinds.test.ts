import assert from 'node:assert/strict';
import { BUILT_IN_KINDS, collectionPath } from '../../lib/core/workload/kind.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import { mapOr, memberAt, readJson, type Json, type JsonMap } from '../../lib/sandbox/json.ts';
import { alwaysThere } from '../support/always-there.ts';
import { push, pushedImage, REPOSITORY, settings } from '../support/builders.ts';
import {
  CUSTOM_KINDS,
  customObject,
  customResource,
  readKind,
  type CustomKind,
} from '../support/custom-kinds.ts';
import { onSandbox, patches } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const IMAGE = `${REPOSITORY}:v1`;

/** A push to an object of the kind in a sandbox. */
function pushTo(custom: CustomKind) {
  return onSandbox({ objects: [], resources: [customResource(custom.row)] }, async ({ sandbox, cluster }) => {
    sandbox.put(customObject(custom, 'shop', IMAGE));
    const kind = readKind(custom.row);
    const updater = {
      settings: settings({ kinds: [...BUILT_IN_KINDS, kind] }),
      sources: [alwaysThere(cluster)],
    };
    const sent = push({ publishedAt: Date.now() + 5_000 });
    const report = await updateClusters(sent, updater, { signal });
    const again = await updateClusters(sent, updater, { signal });
    const current = await fetch(`${sandbox.url}${collectionPath(kind, 'shop')}/web`);
    return {
      report: report.clusters[0] ?? assert.fail('a report of the cluster'),
      again: again.clusters[0] ?? assert.fail('a report of the cluster'),
      spec: memberAt(readJson(await current.text()), ['spec']),
      patches: patches(sandbox).length,
    };
  });
}

describe('a push to a kind of the configuration', () => {
  for (const custom of CUSTOM_KINDS) {
    const { row, effect, spec } = custom;
    it(`changes the images of a ${row.kind} of ${row.group} and nothing else of its spec, in one patch`, async () => {
      const { spec: left, patches: count } = await pushTo(custom);
      assert.deepEqual(left, readJson(JSON.stringify(spec(pushedImage()))));
      assert.equal(count, 1);
    });

    it(`reports that the change of a ${row.kind} of ${row.group} takes effect ${effect}`, async () => {
      const { report, again } = await pushTo(custom);
      assert.deepEqual(new Set(report.updated.map((each) => each.effect)), new Set([effect]));
      assert.deepEqual([report.failed, report.faults, report.skipped], [[], [], []]);
      assert.deepEqual(
        new Set(again.alreadyApplied.map(({ result }) => result)),
        new Set(['alreadyApplied']),
      );
    });
  }

  for (const custom of CUSTOM_KINDS.filter(({ row }) => row.images ?? row.podTemplates)) {
    const { row, spec } = custom;
    it(`changes no image of a ${row.kind} while one of them is another tag`, async () => {
      const odd = (image: string): JsonMap => mapOr(replaceLast(spec(image), image, `${REPOSITORY}:v2`));
      const { report, spec: left, patches: count } = await pushTo({ ...custom, spec: odd });
      assert.deepEqual(left, readJson(JSON.stringify(odd(IMAGE))));
      assert.equal(count, 0);
      assert.deepEqual(report.updated, []);
      assert.ok(report.skipped.some(({ reason }) => reason === 'OtherTag'));
    });
  }
});

/** With another text in the last of the places where the one is. */
function replaceLast(value: Json, text: string, other: string): Json {
  const json = JSON.stringify(value);
  const at = json.lastIndexOf(JSON.stringify(text));
  return (
    readJson(json.slice(0, at) + JSON.stringify(other) + json.slice(at + JSON.stringify(text).length)) ??
    assert.fail()
  );
}
