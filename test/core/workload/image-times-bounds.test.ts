import assert from 'node:assert/strict';
import { readImageTimes, readOwnImages } from '../../../lib/core/workload/image-times.ts';
import { customKind } from '../../../lib/core/workload/kind.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import { object, workload, type Given } from '../../support/builders.ts';

const SET = Date.parse('2026-01-05T08:00:00.999Z');

const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `c${index}`, image: 'a:1' }));

function entry(containers: object, manager = 'ci', time = '2026-01-05T08:00:00Z') {
  const fieldsV1 = { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': containers } } } };
  return { manager, operation: 'Apply', time, fieldsV1 };
}

const times = (given: Given): ReadonlyMap<string, number> => readImageTimes(workload(given), object(given));

describe('the fields of managers', () => {
  it('are walked once for a hundred containers, however many an owner puts there', () => {
    const fields = Object.fromEntries(Array.from({ length: 45_000 }, (_, i) => [`k:{"name":"x${i}"}`, {}]));
    const given = { metadata: { managedFields: [entry(fields)] }, containers: named(100) };
    const [parsed, value] = [workload(given), object(given)];
    const began = performance.now();
    assert.deepEqual([...readImageTimes(parsed, value)], []);
    assert.ok(performance.now() - began < 1_000);
  });

  const OTHER = { 'k:{"name":"x"}': { '.': {} } };

  it('of more entries than are walked count as those of all images', () => {
    const managedFields = [
      ...Array.from({ length: 1_000 }, () => entry(OTHER)),
      entry(OTHER, 'ci', '2026-01-05T08:00:01Z'),
    ];
    const read = times({ metadata: { managedFields }, containers: named(256) });
    assert.deepEqual([read.size, ...new Set(read.values())], [256, SET + 1_000]);
  });

  it('of more entries than are walked name no image that the updater wrote', () => {
    const managedFields = [
      ...Array.from({ length: 1_000 }, () => entry(OTHER, 'image-updater')),
      entry({}, 'image-updater'),
    ];
    const given = { metadata: { managedFields }, containers: named(256) };
    assert.deepEqual([...readOwnImages(workload(given), object(given))], []);
  });

  it('count for an item with a name that may be escaped in several ways, whichever item has them', () => {
    const tasks = customKind({
      group: 'tekton.dev',
      version: 'v1',
      plural: 'tasks',
      kind: 'Task',
      images: [['spec', 'steps', '*', 'image']],
    });
    const fieldsV1 = { 'f:spec': { 'f:steps': { 'k:{"name":"a\\u003cb"}': { 'f:image': {} } } } };
    const value = {
      metadata: { name: 'web', managedFields: [{ ...entry({}), fieldsV1 }] },
      spec: { steps: [{ name: 'a<b', image: 'a:1' }] },
    };
    const parsed = parseWorkload(tasks, value) ?? assert.fail('a Task');
    assert.deepEqual([...readImageTimes(parsed, value).values()], [SET]);
  });
});
