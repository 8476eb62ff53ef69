import assert from 'node:assert/strict';
import { cachedUntilExpiry, type Expiring } from '../../lib/async/cached-value.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const { signal } = new AbortController();
const AS_IT_IS = { forceRefresh: false, signal };
const RENEWED = { forceRefresh: true, signal };

/** Counts up each time it is asked. */
function counting(until?: number): { ask: () => Promise<Expiring<number>>; asked: () => number } {
  let asked = 0;
  const ask = () => Promise.resolve({ value: (asked += 1), ...(until === undefined ? {} : { until }) });
  return { ask, asked: () => asked };
}

describe('what is kept', () => {
  it('is asked for once, when it is first wanted', async () => {
    const { ask, asked } = counting();
    const get = cachedUntilExpiry('x', ask);
    assert.equal(asked(), 0);
    assert.deepEqual([await get(AS_IT_IS), await get(AS_IT_IS)], [1, 1]);
  });

  it('is asked for again from the moment at which it ends', async () => {
    let now = 0;
    const get = cachedUntilExpiry('x', counting(10).ask, { now: () => now });
    const got: number[] = [];
    for (now of [0, 9, 10]) got.push(await get(AS_IT_IS));
    assert.deepEqual(got, [1, 1, 2]);
  });

  it('is asked for again when it was refused, once for all who say so at one time', async () => {
    const get = cachedUntilExpiry('x', counting().ask);
    assert.equal(await get(AS_IT_IS), 1);
    // Who was not refused does not wait for that.
    assert.deepEqual(await Promise.all([get(RENEWED), get(RENEWED), get(AS_IT_IS)]), [2, 2, 1]);
    assert.equal(await get(AS_IT_IS), 2);
  });

  it('is shared by those who come while it is asked for', async () => {
    const { ask, asked } = counting();
    const get = cachedUntilExpiry('x', ask);
    assert.deepEqual(await Promise.all([get(AS_IT_IS), get(AS_IT_IS)]), [1, 1]);
    assert.equal(asked(), 1);
  });

  it('is asked for again after a failure, which all who waited get', async () => {
    const fault = new UpdaterError('NoCredentials', 'not yet');
    const answers = [Promise.reject(fault), Promise.resolve({ value: 1 })];
    const get = cachedUntilExpiry('x', () => answers.shift() ?? assert.fail());
    const both = await Promise.all([
      rejectsWith('NoCredentials', get(AS_IT_IS)),
      rejectsWith('NoCredentials', get(AS_IT_IS)),
    ]);
    assert.deepEqual(both, [fault, fault]);
    assert.equal(await get(AS_IT_IS), 1);
  });

  it('is not given again to those who were refused, though others may have it still', async () => {
    const answers = [Promise.resolve({ value: 1 })];
    const get = cachedUntilExpiry(
      'x',
      () => answers.shift() ?? Promise.reject(new UpdaterError('NoCredentials', 'no other')),
    );
    assert.equal(await get(AS_IT_IS), 1);
    await rejectsWith('NoCredentials', get(RENEWED));
    assert.equal(await get(AS_IT_IS), 1);
    await rejectsWith('NoCredentials', get(RENEWED));
  });

  it('is asked for again where the clock was put back: nobody knows how old it is', async () => {
    let now = 3_600_000;
    const get = cachedUntilExpiry('x', counting(4_000_000).ask, { now: () => now, minAgeMs: 10 });
    assert.equal(await get(AS_IT_IS), 1);
    now = 0;
    assert.deepEqual([await get(RENEWED), await get(AS_IT_IS)], [2, 2]);
  });

  it('is asked for again after asking failed at once', async () => {
    let asked = 0;
    const get = cachedUntilExpiry('x', () => {
      asked += 1;
      if (asked === 1) throw new UpdaterError('NoCredentials', 'at once');
      return Promise.resolve({ value: asked });
    });
    await rejectsWith('NoCredentials', get(AS_IT_IS));
    assert.equal(await get(AS_IT_IS), 2);
  });

  it('is given again where it was refused while it is young: all who were refused at once request one new value', async () => {
    let now = 0;
    const get = cachedUntilExpiry('x', counting().ask, { now: () => now, minAgeMs: 10 });
    assert.equal(await get(AS_IT_IS), 1);
    const got: number[] = [];
    for (now of [9, 10, 19, 20]) got.push(await get(RENEWED));
    assert.deepEqual(got, [1, 2, 2, 3]);
  });

  it('is not given when it has ended, however young it is', async () => {
    let now = 0;
    const get = cachedUntilExpiry('x', counting(5).ask, { now: () => now, minAgeMs: 10 });
    assert.equal(await get(RENEWED), 1);
    now = 5;
    assert.equal(await get(RENEWED), 2);
  });

  it('is not asked for by those who have no time left', async () => {
    const { ask, asked } = counting();
    const get = cachedUntilExpiry('x', ask);
    await rejectsWith('OutOfTime', get({ forceRefresh: false, signal: AbortSignal.abort() }));
    assert.equal(asked(), 0);
  });

  it('keeps nobody waiting whose time is over, and comes to the others', async () => {
    const { promise, resolve } = Promise.withResolvers<Expiring<number>>();
    const get = cachedUntilExpiry('x', () => promise);
    const hurried = new AbortController();
    const [gaveUp, waited] = [get({ forceRefresh: false, signal: hurried.signal }), get(AS_IT_IS)];
    hurried.abort();
    await rejectsWith('OutOfTime', gaveUp);
    resolve({ value: 1 });
    assert.equal(await waited, 1);
  });
});
