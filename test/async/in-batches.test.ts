import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { inBatches } from '../../lib/async/in-batches.ts';

/** Batches that end when the test says so. */
function controlled() {
  const begun: { readonly batch: readonly string[]; readonly end: PromiseWithResolvers<string> }[] = [];
  const ask = inBatches((batch: readonly string[]) => {
    const end = Promise.withResolvers<string>();
    begun.push({ batch, end });
    return end.promise;
  });
  return { ask, begun };
}

describe('inBatches', () => {
  it('runs at once what comes first, and together what comes meanwhile', async () => {
    const { ask, begun } = controlled();
    const first = ask('a');
    await setImmediate();
    const others = [ask('b'), ask('c')];
    await setImmediate();
    assert.deepEqual(
      begun.map(({ batch }) => batch),
      [['a']],
    );
    begun[0]?.end.resolve('one');
    assert.equal(await first, 'one');
    await setImmediate();
    assert.deepEqual(
      begun.map(({ batch }) => batch),
      [['a'], ['b', 'c']],
    );
    begun[1]?.end.resolve('two');
    assert.deepEqual(await Promise.all(others), ['two', 'two']);
  });

  it('takes what comes before a batch has begun into it', async () => {
    const { ask, begun } = controlled();
    void ask('a');
    void ask('b');
    await setImmediate();
    assert.deepEqual(
      begun.map(({ batch }) => batch),
      [['a', 'b']],
    );
  });

  it('runs the next batch after one that failed', async () => {
    const { ask, begun } = controlled();
    const first = ask('a');
    await setImmediate();
    const second = ask('b');
    begun[0]?.end.reject(new Error('broken'));
    await assert.rejects(first, /broken/);
    await setImmediate();
    begun[1]?.end.resolve('two');
    assert.equal(await second, 'two');
  });
});
