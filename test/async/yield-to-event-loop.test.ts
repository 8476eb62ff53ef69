import assert from 'node:assert/strict';
import { runWithYields } from '../../lib/async/yield-to-event-loop.ts';

/** Steps that note in which turn of the loop they were taken. */
function* noting(count: number, note: () => void): Generator<void, number, void> {
  for (let step = 0; step < count; step += 1) {
    note();
    yield;
  }
  return count;
}

/** Counts turns of the event loop while something runs. */
async function overTurns<T>(run: (turn: () => number) => Promise<T>): Promise<T> {
  let turn = 0;
  let goes = true;
  const next = (): void => {
    turn += 1;
    if (goes) setImmediate(next);
  };
  setImmediate(next);
  try {
    return await run(() => turn);
  } finally {
    goes = false;
  }
}

/** How many were noted in the fullest turn. */
const most = (turns: readonly number[]): number =>
  Math.max(...[...Map.groupBy(turns, (turn) => turn).values()].map((all) => all.length));

describe('work in turns of the event loop', () => {
  it('without steps is done at once', () => assert.equal(runWithYields(noting(0, () => undefined)), 0));

  it('takes at most eight steps a turn', () =>
    overTurns(async (turn) => {
      const turns: number[] = [];
      assert.equal(await runWithYields(noting(100, () => turns.push(turn()))), 100);
      assert.deepEqual([turns.length, most(turns)], [100, 8]);
    }));

  it('takes no more where much is under way at once', () =>
    overTurns(async (turn) => {
      const turns: number[] = [];
      const all = Array.from({ length: 20 }, async () => runWithYields(noting(30, () => turns.push(turn()))));
      assert.deepEqual(await Promise.all(all), Array(20).fill(30));
      assert.equal(most(turns), 8);
    }));
});
