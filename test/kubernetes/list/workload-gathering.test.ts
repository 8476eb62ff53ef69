import assert from 'node:assert/strict';
import { customKind } from '../../../lib/core/workload/kind.ts';
import { KeptWorkloads, WorkloadGathering } from '../../../lib/kubernetes/list/workload-gathering.ts';

const KIND = customKind({ group: 'g', version: 'v1', plural: 'things', kind: 'Thing' });

function thing(name: string): unknown {
  return { metadata: { name, namespace: 'n' }, spec: { template: { spec: { containers: [] } } } };
}

const namesIn = ({ workloads }: KeptWorkloads): string[] => workloads.map(({ name }) => name);

describe('gathering workloads', () => {
  it('hands over each workload, and nothing else', () => {
    const kept = new KeptWorkloads();
    const gathering = new WorkloadGathering(KIND, kept);
    for (const [index, value] of [thing('a'), {}, thing('b')].entries())
      void gathering.take({ index, value }, 0);
    assert.deepEqual(namesIn(kept), ['a', 'b']);
  });

  it('waits for whoever takes them', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const gathering = new WorkloadGathering(KIND, { take: () => promise });
    const taken = gathering.take({ index: 0, value: thing('a') }, 0);
    assert.equal(taken, promise);
    resolve();
    await taken;
  });

  it('keeps those that are wanted', () => {
    const kept = new KeptWorkloads(({ name }) => name === 'b');
    const gathering = new WorkloadGathering(KIND, kept);
    for (const [index, name] of ['a', 'b', 'c'].entries())
      void gathering.take({ index, value: thing(name) }, 0);
    assert.deepEqual(namesIn(kept), ['b']);
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
      const kept = new KeptWorkloads();
      const gathering = new WorkloadGathering(KIND, kept);
      void gathering.take(item, 500);
      assert.deepEqual([kept.workloads.length, gathering.odd], [0, 1]);
      assert.ok(gathering.samples[0]?.startsWith('item 502: '));
    });
  }

  it('counts more than it describes, and describes briefly', () => {
    const gathering = new WorkloadGathering(KIND, new KeptWorkloads());
    for (let index = 0; index < 30; index += 1)
      void gathering.take({ index, value: { note: '\u0007'.repeat(5000) } }, 0);
    assert.deepEqual([gathering.odd, gathering.samples.length], [30, 10]);
    assert.ok(gathering.samples.every((text) => text.length < 600 && !text.includes('\u0007')));
  });
});
