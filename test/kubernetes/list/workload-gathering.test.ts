import assert from 'node:assert/strict';
import { customKind } from '../../../lib/core/kind.ts';
import { WorkloadGathering } from '../../../lib/kubernetes/list/workload-gathering.ts';

const KIND = customKind({ group: 'g', version: 'v1', plural: 'things', kind: 'Thing' });

function thing(name: string): unknown {
  return { metadata: { name, namespace: 'n' }, spec: { template: { spec: { containers: [] } } } };
}

describe('gathering workloads', () => {
  it('keeps those that are wanted', () => {
    const gathering = new WorkloadGathering(KIND, ({ name }) => name === 'b');
    for (const [index, name] of ['a', 'b', 'c'].entries()) gathering.take({ index, value: thing(name) }, 0);
    assert.deepEqual(
      gathering.workloads.map(({ name }) => name),
      ['b'],
    );
    assert.equal(gathering.odd, 0);
  });

  for (const [what, item] of [
    ['null', { index: 2, value: null }],
    ['a text', { index: 2, value: 'x' }],
    ['nameless', { index: 2, value: { spec: {} } }],
    ['without a pod template', { index: 2, value: { metadata: { name: 'x' } } }],
    ['unreadable', { index: 2, unreadable: 'not JSON' }],
  ] as const) {
    it(`notes an item that is ${what}, by its place in the whole list`, () => {
      const gathering = new WorkloadGathering(KIND, () => true);
      gathering.take(item, 500);
      assert.deepEqual([gathering.workloads.length, gathering.odd], [0, 1]);
      assert.ok(gathering.oddities[0]?.startsWith('item 502: '));
    });
  }

  it('counts more than it describes, and describes briefly', () => {
    const gathering = new WorkloadGathering(KIND, () => true);
    for (let index = 0; index < 30; index += 1)
      gathering.take({ index, value: { note: '\u0007'.repeat(5000) } }, 0);
    assert.deepEqual([gathering.odd, gathering.oddities.length], [30, 10]);
    assert.ok(gathering.oddities.every((text) => text.length < 600 && !text.includes('\u0007')));
  });
});
