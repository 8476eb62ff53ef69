import assert from 'node:assert/strict';
import { countFailures } from '../../../lib/pubsub/consumer/failures.ts';

describe('failures', () => {
  it('are counted for each message from 1', () => {
    const failures = countFailures();
    assert.deepEqual(['a', 'a', 'b', 'a'].map(failures.count), [1, 2, 1, 3]);
  });

  it('of a message that is done are forgotten', () => {
    const failures = countFailures();
    failures.count('a');
    failures.forget('a');
    assert.deepEqual([failures.size(), failures.count('a')], [0, 1]);
  });

  it('are remembered of so many messages at most: those that failed last', () => {
    const failures = countFailures(2);
    for (const id of ['a', 'b', 'a', 'c']) failures.count(id);
    assert.equal(failures.size(), 2);
    assert.deepEqual(['a', 'c', 'b'].map(failures.count), [3, 2, 1]);
  });

  it('take no more room with a hundred thousand messages', () => {
    const failures = countFailures();
    for (let id = 0; id < 100_000; id += 1) failures.count(String(id));
    assert.equal(failures.size(), 10_000);
  });
});
