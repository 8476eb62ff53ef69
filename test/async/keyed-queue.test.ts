import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { keyedQueue } from '../../lib/async/keyed-queue.ts';
import { settle } from '../support/manual-clock.ts';

interface Item {
  readonly key: string;
  readonly name: string;
}

/** A queue whose work ends when it is told to. */
function started(atOnce: number, names: readonly string[]) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = keyedQueue<Item>(atOnce, ({ name }) => {
    begun.push(name);
    return new Promise((resolve) => void ends.set(name, resolve));
  });
  for (const name of names) queue.add(name.charAt(0), { key: name.charAt(0), name });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await settle();
  };
  return { queue, begun, end };
}

describe('a keyed queue', () => {
  it('begins one of each key, and so many in all', async () => {
    const { queue, begun } = started(2, ['a1', 'a2', 'b1', 'c1']);
    await settle();
    assert.deepEqual([begun, queue.waiting()], [['a1', 'b1'], 2]);
  });

  it('lets what waits for its key take no slot from others', async () => {
    const { begun, end } = started(2, ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']);
    await settle();
    await end('b1');
    assert.deepEqual(begun, ['a1', 'b1', 'c1']);
    await end('a1');
    assert.deepEqual(begun, ['a1', 'b1', 'c1', 'b2']);
  });

  it('works on those of one key in the order in which they came', async () => {
    const { queue, begun, end } = started(3, ['a1', 'a2']);
    queue.add('a', { key: 'a', name: 'a3' });
    await settle();
    for (const name of ['a1', 'a2', 'a3']) await end(name);
    assert.deepEqual(begun, ['a1', 'a2', 'a3']);
    await queue.settled();
  });

  it('takes a key up again that was done', async () => {
    const { queue, begun, end } = started(1, ['a1']);
    await settle();
    await end('a1');
    queue.add('a', { key: 'a', name: 'a2' });
    await settle();
    assert.deepEqual(begun, ['a1', 'a2']);
  });

  it('drops what is not begun, and is settled when the rest is done', async () => {
    const { queue, begun, end } = started(1, ['a1', 'a2', 'b1']);
    await settle();
    assert.deepEqual(
      queue.drop().map(({ name }) => name),
      ['a2', 'b1'],
    );
    let isSettled = false;
    const settled = queue.settled().then(() => (isSettled = true));
    await settle();
    assert.deepEqual([begun, isSettled, queue.waiting()], [['a1'], false, 0]);
    await end('a1');
    await settled;
    assert.deepEqual(begun, ['a1']);
  });

  it('is settled at once where there is nothing', () => keyedQueue(1, () => Promise.resolve()).settled());

  it('keeps to both bounds and to the order, whatever comes and however long it takes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 5 }))),
        async (atOnce, items) => {
          const [working, done]: [string[], number[]] = [[], []];
          const queue = keyedQueue<{ key: string; rounds: number; index: number }>(
            atOnce,
            async ({ key, rounds, index }) => {
              assert.ok(!working.includes(key) && working.length < atOnce);
              working.push(key);
              for (let round = 0; round < rounds; round += 1) await Promise.resolve();
              working.splice(working.indexOf(key), 1);
              done.push(index);
            },
          );
          for (const [index, [key, rounds]] of items.entries()) queue.add(key, { key, rounds, index });
          await queue.settled();
          for (const each of ['a', 'b', 'c']) {
            const own = items.flatMap(([key], index) => (key === each ? [index] : []));
            assert.deepEqual(
              done.filter((index) => own.includes(index)),
              own,
            );
          }
        },
      ),
      { numRuns: 200 },
    ));
});
