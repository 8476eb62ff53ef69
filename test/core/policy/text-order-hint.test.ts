import assert from 'node:assert/strict';
import { textOrderHint } from '../../../lib/core/policy/text-order-hint.ts';
import { parseVersion } from '../../../lib/core/policy/version.ts';

describe('textOrderHint', () => {
  const rows: readonly (readonly [current: string, pushed: string, named: string | undefined])[] = [
    ['1.0.0-rc9', '1.0.0-rc10', '`rc.10`'],
    ['1.0.0-rc-9', '1.0.0-rc-10', '`rc.10`'],
    ['1.0.0-beta.rc9', '1.0.0-beta.rc10', '`rc.10`'],
    ['1.0.0-debian-11-r9', '1.0.0-debian-11-r10', '`debian-11-r.10`'],
    ['1.0.0-debian-9-r1', '1.0.0-debian-10-r1', '`debian-10-r.1`'],

    // What is lower as a number too, or is none.
    ['1.0.0-rc10', '1.0.0-rc9', undefined],
    ['1.0.0-rc.9', '1.0.0-rc.8', undefined],
    ['1.0.0-rc9', '1.0.0-beta10', undefined],
    ['1.0.0-rc9', '1.0.0-rc9', undefined],
    ['1.0.0', '1.0.0-rc10', undefined],
    ['1.0.0-rc9', '1.0.0', undefined],
    ['1.1.0-rc9', '1.0.0-rc10', undefined],
  ];
  for (const [current, pushed, named] of rows)
    it(`${current} → ${pushed}: ${named ?? 'nothing'}`, () => {
      const [version, other] = [parseVersion(current), parseVersion(pushed)];
      assert.ok(version && other);
      const hint = textOrderHint(version, other);
      assert.equal(hint?.includes(named ?? '?'), named === undefined ? undefined : true);
    });
});
