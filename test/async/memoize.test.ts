import assert from 'node:assert/strict';
import { memoize } from '../../lib/async/memoize.ts';

describe('what is made once for each key', () => {
  it('is the same for the same key, which may be undefined, and another for others', () => {
    const made: (string | undefined)[] = [];
    const get = memoize((key: string | undefined) => ({ number: made.push(key) }));
    const [a, none] = [get('a'), get(undefined)];
    assert.equal(get('a'), a);
    assert.equal(get(undefined), none);
    assert.deepEqual([a, none, made], [{ number: 1 }, { number: 2 }, ['a', undefined]]);
  });

  it('is made again where that failed', () => {
    let tries = 0;
    const get = memoize(() => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      return { tries };
    });
    assert.throws(() => get('a'), { message: 'not yet' });
    assert.deepEqual([get('a'), get('a')], [{ tries: 2 }, { tries: 2 }]);
  });
});
