import assert from 'node:assert/strict';
import sinon from 'sinon';
import { limiterWithPatience } from '../../lib/async/limiter.ts';

/** Work that ends when it is told to, and notes that it was begun. */
function works(count: number) {
  const begun: number[] = [];
  const each = Array.from({ length: count }, () => Promise.withResolvers<string>());
  const work = each.map(({ promise }, index) => () => {
    begun.push(index);
    return promise;
  });
  return { begun, work, end: (index: number) => each[index]?.resolve(`done ${index}`) };
}

describe('slots', () => {
  let timers: sinon.SinonFakeTimers;
  beforeEach(() => {
    timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => timers.restore());

  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

  it('begin so much work at once, in order, and more as it ends', async () => {
    const inTurn = limiterWithPatience(2, 1000);
    const { begun, work, end } = works(4);
    const all = Promise.all(work.map(inTurn));
    await settle();
    assert.deepEqual(begun, [0, 1]);
    end(1);
    await settle();
    assert.deepEqual(begun, [0, 1, 2]);
    for (const index of [0, 2, 3]) end(index);
    assert.deepEqual(await all, ['done 0', 'done 1', 'done 2', 'done 3']);
    assert.deepEqual(begun, [0, 1, 2, 3]);
  });

  it('are given up by slow work, which goes on and gives its answer all the same', async () => {
    const inTurn = limiterWithPatience(1, 1000);
    const { begun, work, end } = works(3);
    const [slow, ...others] = work.map(inTurn);
    await timers.tickAsync(999);
    await settle();
    assert.deepEqual(begun, [0]);
    await timers.tickAsync(1);
    await settle();
    assert.deepEqual(begun, [0, 1]);
    for (const index of [1, 2]) end(index);
    assert.deepEqual(await Promise.all(others), ['done 1', 'done 2']);
    end(0);
    assert.equal(await slow, 'done 0');
  });

  it('of which all are held by work that never ends are free again in time for all others', async () => {
    const inTurn = limiterWithPatience(2, 1000);
    const { begun, work } = works(7);
    for (const each of work) void inTurn(each);
    await timers.tickAsync(3000);
    await settle();
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6]);
  });

  for (const [what, fails] of [
    ['rejects', () => Promise.reject(new RangeError('x'))],
    [
      'throws',
      () => {
        throw new RangeError('x');
      },
    ],
  ] as const) {
    it(`pass on that work ${what}, and go to the next`, async () => {
      const inTurn = limiterWithPatience(1, 1000);
      const failed = inTurn<never>(fails);
      const next = inTurn(() => Promise.resolve('next'));
      await assert.rejects(failed, RangeError);
      assert.equal(await next, 'next');
    });
  }

  it('leave no timer behind when work is done', async () => {
    await limiterWithPatience(1, 1000)(() => Promise.resolve());
    await settle();
    assert.equal(timers.countTimers(), 0);
  });
});
