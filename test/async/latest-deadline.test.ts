import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { latestDeadline } from '../../lib/async/latest-deadline.ts';

describe('latestDeadline', () => {
  const two = () => [new AbortController(), new AbortController()] as const;

  it('ends when the last of several does', () => {
    const [a, b] = two();
    const { deadline } = latestDeadline([{ signal: a.signal }, { signal: b.signal }]);
    a.abort();
    assert.equal(deadline.signal.aborted, false);
    b.abort(new Error('over'));
    assert.equal(deadline.signal.aborted, true);
    assert.match(String(deadline.signal.reason), /over/);
  });

  it('has ended where all of them had', () =>
    assert.ok(latestDeadline([{ signal: AbortSignal.abort() }]).deadline.signal.aborted));

  it('has the latest end, and none where one of them has none', () => {
    const { signal } = new AbortController();
    const latest = (...ends: readonly number[]) =>
      latestDeadline(ends.map((endsAt) => ({ signal, endsAt }))).deadline.endsAt;
    assert.equal(latest(5, 9, 7), 9);
    assert.equal(latestDeadline([{ signal, endsAt: 5 }, { signal }]).deadline.endsAt, Infinity);
  });

  it('leaves no listener behind once it is released', () => {
    const [a, b] = two();
    const { release } = latestDeadline([{ signal: a.signal }, { signal: b.signal }, { signal: a.signal }]);
    release();
    assert.deepEqual(
      [a, b].map(({ signal }) => getEventListeners(signal, 'abort').length),
      [0, 0],
    );
  });
});
