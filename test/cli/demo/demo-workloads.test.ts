import assert from 'node:assert/strict';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import { metaText } from '../../../lib/sandbox/kubernetes-object.ts';
import {
  NEW_DIGEST,
  productionWorkloads,
  stagingWorkloads,
  WEB,
} from '../../../lib/cli/demo/demo-workloads.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

describe("the demo's workloads", () => {
  const clusters = { production: productionWorkloads(NOW), staging: stagingWorkloads() };

  it('are some thirty', () => {
    const { length } = Object.values(clusters).flat();
    assert.ok(length >= 28 && length <= 40, String(length));
  });

  it('are of all kinds', () =>
    assert.deepEqual(
      new Set(clusters.production.map(({ kind }) => kind)),
      new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Rollout']),
    ));

  for (const [cluster, objects] of Object.entries(clusters)) {
    it(`in ${cluster} have names of their own`, () => {
      const names = objects.map(
        (object) => `${object.kind} ${metaText(object, 'namespace')}/${metaText(object, 'name')}`,
      );
      assert.equal(new Set(names).size, names.length);
    });

    it(`in ${cluster} were made before every push of the demo`, () => {
      for (const object of objects)
        assert.ok(Date.parse(metaText(object, 'creationTimestamp')) < Date.parse('2026-01-01T00:00:00Z'));
    });
  }

  it('are about an image and bits that can be written as one reference', () => {
    const parsed = parseImage(`${WEB}:1.5.0@${NEW_DIGEST}`);
    assert.ok('image' in parsed && parsed.image.digest === NEW_DIGEST);
  });
});
