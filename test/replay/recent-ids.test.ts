import assert from 'node:assert/strict';
import { RecentIds } from '../../lib/replay/recent-ids.ts';

describe('recent ids', () => {
  it('are the last ones, each once', () => {
    const recent = new RecentIds(2);
    for (const id of ['a', 'b', 'b', 'a', 'c']) recent.add(id);
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => recent.has(id)),
      [false, true, true],
    );
  });
});
