import assert from 'node:assert/strict';
import { minimumAgeGate } from '../../../lib/core/gate/minimum-age.ts';

describe('the minimum age', () => {
  const gate = minimumAgeGate(1000);
  for (const [title, now, until] of [
    ['waits until the push is old enough', 1999, 2000],
    ['passes at that moment', 2000, undefined],
    ['passes after it', 9000, undefined],
    ['waits for a push from the future', 0, 2000],
  ] as const)
    it(title, () =>
      assert.deepEqual(
        gate({ publishedAt: 1000 }, now),
        until === undefined ? undefined : { reason: 'TooYoung', until },
      ),
    );
});
