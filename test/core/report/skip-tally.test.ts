import assert from 'node:assert/strict';
import type { Skipped } from '../../../lib/core/report/skipped.ts';
import { RowMemory } from '../../../lib/core/report/row-memory.ts';
import { SkipTally } from '../../../lib/core/report/skip-tally.ts';

const skipped = (reason: Skipped['reason'], name = 'web'): Skipped => ({
  workload: { kind: 'Deployment', namespace: 'shop', name },
  container: 'app',
  image: 'web:v1',
  result: 'skipped',
  reason,
});
const many = (count: number): Skipped[] =>
  Array.from({ length: count }, (_, index) => skipped('Held', `w${index}`));

/** By reason: how many, and the names of the examples. */
const inWords = (tally: SkipTally) =>
  tally
    .counts()
    .map(({ reason, count, examples }) => [reason, count, examples.map(({ workload }) => workload.name)]);

describe('the tally of what was skipped', () => {
  it('counts by reason, in the order of the closed list', () => {
    const tally = new SkipTally();
    tally.add([skipped('NotNewer', 'a'), skipped('Held', 'b'), skipped('NotNewer', 'c')]);
    assert.deepEqual(inWords(tally), [
      ['Held', 1, ['b']],
      ['NotNewer', 2, ['a', 'c']],
    ]);
  });

  for (const [examples, kept] of [
    [undefined, 10],
    [2, 2],
    [Infinity, 50],
  ] as const)
    it(`keeps the first ${kept} of 50 containers with ${examples ?? 'no'} examples asked for`, () => {
      const tally = new SkipTally(examples);
      tally.add(many(50));
      const [held] = tally.counts();
      assert.deepEqual([held?.count, held?.examples], [50, many(50).slice(0, kept)]);
    });

  it('takes more containers than a call has arguments', () => {
    const tally = new SkipTally();
    tally.add(many(200_000));
    assert.equal(tally.counts()[0]?.count, 200_000);
  });

  it('takes over what another one counted', () => {
    const [first, second] = [new SkipTally(3), new SkipTally()];
    first.add([skipped('Held', 'a'), skipped('Held', 'b')]);
    second.add(many(20));
    first.merge(second.counts());
    assert.deepEqual(inWords(first), [['Held', 22, ['a', 'b', 'w0']]]);
  });

  it('keeps the examples of the first places, in whatever order they come', () => {
    const all = many(50);
    const inOrder = new SkipTally();
    inOrder.add(all);
    const shuffled = new SkipTally();
    for (const [index] of all.entries()) {
      const place = (index * 37) % 50;
      const each = all[place];
      if (each !== undefined) shuffled.add([each], place);
    }
    assert.deepEqual(shuffled.counts(), inOrder.counts());
  });

  it('keeps no rows for the log without a memory', () => {
    const tally = new SkipTally();
    tally.add(many(1));
    assert.equal(tally.counts()[0]?.rows, undefined);
  });

  it('keeps all rows while there is memory, and takes over those of another once', () => {
    const memory = new RowMemory();
    const [first, second, third] = [new SkipTally(10, memory), new SkipTally(10, memory), new SkipTally()];
    first.add(many(25));
    third.add([skipped('Held', 'example')]);
    second.merge(first.counts());
    second.merge(third.counts());
    assert.deepEqual(second.counts()[0]?.rows, [...many(25), skipped('Held', 'example')]);
  });

  it('keeps the rows that another memory held as far as there is room in its own', () => {
    const [other, tally] = [new SkipTally(10, new RowMemory()), new SkipTally(10, new RowMemory(2_000))];
    other.add(many(25));
    tally.adopt(other.counts());
    const [held = assert.fail()] = tally.counts();
    assert.deepEqual([held.count, held.examples.length], [25, 10]);
    assert.ok(held.rows !== undefined && held.rows.length > 0 && held.rows.length < 5);
  });

  it('gives back the memory of its rows when it is dropped', () => {
    const memory = new RowMemory(2_000);
    const fill = (): number | undefined => {
      const tally = new SkipTally(10, memory);
      tally.add(many(25));
      const rows = tally.counts()[0]?.rows?.length;
      tally.drop();
      return rows;
    };
    const first = fill();
    assert.ok(first !== undefined && first > 0 && first < 25);
    assert.equal(fill(), first);
  });
});
