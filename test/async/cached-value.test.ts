import assert from 'node:assert/strict';
import { kept, type Lasting } from '../../lib/async/cached-value.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const { signal } = new AbortController();
const AS_IT_IS = { renew: false, signal };
const RENEWED = { renew: true, signal };

/** Counts up each time it is asked. */
function counting(until?: number): { ask: () => Promise<Lasting<number>>; asked: () => number } {
  let asked = 0;
  const ask = () => Promise.resolve({ value: (asked += 1), ...(until === undefined ? {} : { until }) });
  return { ask, asked: () => asked };
}

describe('what is kept', () => {
  it('is asked for once, when it is first wanted', async () => {
    const { ask, asked } = counting();
    const get = kept('x', ask);
    assert.equal(asked(), 0);
    assert.deepEqual([await get(AS_IT_IS), await get(AS_IT_IS)], [1, 1]);
  });

  it('is asked for again from the moment at which it ends', async () => {
    let now = 0;
    const get = kept('x', counting(10).ask, { now: () => now });
    const got: number[] = [];
    for (now of [0, 9, 10]) got.push(await get(AS_IT_IS));
    assert.deepEqual(got, [1, 1, 2]);
  });

  it('is asked for again when it was refused, once for all who say so at one time', async () => {
    const get = kept('x', counting().ask);
    assert.equal(await get(AS_IT_IS), 1);
    // Who was not refused does not wait for that.
    assert.deepEqual(await Promise.all([get(RENEWED), get(RENEWED), get(AS_IT_IS)]), [2, 2, 1]);
    assert.equal(await get(AS_IT_IS), 2);
  });

  it('is shared by those who come while it is asked for', async () => {
    const { ask, asked } = counting();
    const get = kept('x', ask);
    assert.deepEqual(await Promise.all([get(AS_IT_IS), get(AS_IT_IS)]), [1, 1]);
    assert.equal(asked(), 1);
  });

  it('is asked for again after a failure, which all who waited get', async () => {
    const fault = new Fault('NoCredentials', 'not yet');
    const answers = [Promise.reject(fault), Promise.resolve({ value: 1 })];
    const get = kept('x', () => answers.shift() ?? assert.fail());
    const both = await Promise.all([
      rejectsWith('NoCredentials', get(AS_IT_IS)),
      rejectsWith('NoCredentials', get(AS_IT_IS)),
    ]);
    assert.deepEqual(both, [fault, fault]);
    assert.equal(await get(AS_IT_IS), 1);
  });

  it('is not given again to those who were refused, though others may have it still', async () => {
    const answers = [Promise.resolve({ value: 1 })];
    const get = kept('x', () => answers.shift() ?? Promise.reject(new Fault('NoCredentials', 'no other')));
    assert.equal(await get(AS_IT_IS), 1);
    await rejectsWith('NoCredentials', get(RENEWED));
    assert.equal(await get(AS_IT_IS), 1);
    await rejectsWith('NoCredentials', get(RENEWED));
  });

  it('is asked for again where the clock was put back: nobody knows how old it is', async () => {
    let now = 3_600_000;
    const get = kept('x', counting(4_000_000).ask, { now: () => now, youngMs: 10 });
    assert.equal(await get(AS_IT_IS), 1);
    now = 0;
    assert.deepEqual([await get(RENEWED), await get(AS_IT_IS)], [2, 2]);
  });

  it('is asked for again after asking failed at once', async () => {
    let asked = 0;
    const get = kept('x', () => {
      asked += 1;
      if (asked === 1) throw new Fault('NoCredentials', 'at once');
      return Promise.resolve({ value: asked });
    });
    await rejectsWith('NoCredentials', get(AS_IT_IS));
    assert.equal(await get(AS_IT_IS), 2);
  });

  it('is given again where it was refused while it is young: all who were refused at once ask anew once', async () => {
    let now = 0;
    const get = kept('x', counting().ask, { now: () => now, youngMs: 10 });
    assert.equal(await get(AS_IT_IS), 1);
    const got: number[] = [];
    for (now of [9, 10, 19, 20]) got.push(await get(RENEWED));
    assert.deepEqual(got, [1, 2, 2, 3]);
  });

  it('is not given when it has ended, however young it is', async () => {
    let now = 0;
    const get = kept('x', counting(5).ask, { now: () => now, youngMs: 10 });
    assert.equal(await get(RENEWED), 1);
    now = 5;
    assert.equal(await get(RENEWED), 2);
  });

  it('is not asked for by those who have no time left', async () => {
    const { ask, asked } = counting();
    const get = kept('x', ask);
    await rejectsWith('OutOfTime', get({ renew: false, signal: AbortSignal.abort() }));
    assert.equal(asked(), 0);
  });

  it('keeps nobody waiting whose time is over, and comes to the others', async () => {
    const { promise, resolve } = Promise.withResolvers<Lasting<number>>();
    const get = kept('x', () => promise);
    const hurried = new AbortController();
    const [gaveUp, waited] = [get({ renew: false, signal: hurried.signal }), get(AS_IT_IS)];
    hurried.abort();
    await rejectsWith('OutOfTime', gaveUp);
    resolve({ value: 1 });
    assert.equal(await waited, 1);
  });
});
