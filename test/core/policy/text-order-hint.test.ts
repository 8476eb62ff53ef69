import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import gt from 'semver/functions/gt.js';
import valid from 'semver/functions/valid.js';
import { textOrderHint } from '../../../lib/core/policy/text-order-hint.ts';
import { parseVersion } from '../../../lib/core/policy/version.ts';

function hintFor(current: string, pushed: string): string | undefined {
  const [version, other] = [parseVersion(current), parseVersion(pushed)];
  assert.ok(version && other);
  return textOrderHint(version, other);
}

/** The version that a hint suggests. */
function suggestion(hint: string | undefined): string | undefined {
  return /such as `([^`]+)`/.exec(hint ?? '')?.[1];
}

describe('textOrderHint', () => {
  const rows: readonly (readonly [current: string, pushed: string, suggested: string])[] = [
    ['1.0.0-rc9', '1.0.0-rc10', '1.0.1-rc.10'],
    ['1.0.0-rc-9', '1.0.0-rc-10', '1.0.1-rc.10'],
    ['1.0.0-rc9', '1.0.0-rc010', '1.0.1-rc.10'],
    ['1.0.0-beta.rc9', '1.0.0-beta.rc10', '1.0.1-beta.rc.10'],
    ['1.0.0-debian-11-r9', '1.0.0-debian-11-r10', '1.0.1-debian-11-r.10'],
    ['1.0.0-debian-9-r1', '1.0.0-debian-10-r1', '1.0.1-debian.10.r1'],
    ['1.0.0-9-r1', '1.0.0-10-r1', '1.0.1-10.r1'],
    ['1.0.0-rc9.1', '1.0.0-rc10.1', '1.0.1-rc.10.1'],
  ];
  for (const [current, pushed, suggested] of rows)
    it(`${current} → ${pushed}: a group, or ${suggested} later`, () => {
      const hint = hintFor(current, pushed);
      assert.equal(suggestion(hint), suggested);
      assert.ok(hint?.includes('number…'));
    });

  const lower: readonly (readonly [current: string, pushed: string])[] = [
    ['1.0.0-rc10', '1.0.0-rc9'],
    ['1.0.0-rc.9', '1.0.0-rc.8'],
    ['1.0.0-rc9', '1.0.0-beta10'],
    ['1.0.0-rc9', '1.0.0-rc9'],
    ['1.0.0-rc9', '1.0.0-rc.10'],
    ['1.0.0', '1.0.0-rc10'],
    ['1.0.0-rc9', '1.0.0'],
    ['1.1.0-rc9', '1.0.0-rc10'],
  ];
  for (const [current, pushed] of lower)
    it(`${current} → ${pushed}: nothing, for no number is higher`, () => {
      assert.equal(hintFor(current, pushed), undefined);
    });

  it('suggests no form that is no version', () => {
    for (const [current, pushed] of [
      ['1.0.0-9-01', '1.0.0-10-01'],
      ['1.0.0-rc9', '1.0.0-rc10000000000000000000'],
      ['1.0.9007199254740991-rc9', '1.0.9007199254740991-rc10'],
    ] as const) {
      const hint = hintFor(current, pushed);
      assert.ok(hint?.includes('number…'));
      assert.equal(suggestion(hint), undefined);
    }
  });

  it('suggests what node-semver orders above what runs, and among itself by the number', () => {
    const before = fc.constantFrom('', 'rc', 'rc-', 'debian-', 'a.b', '-', 'r1.x');
    const behind = fc.constantFrom('', '', '-r1', '-r', 'x', '.2', '.r2');
    const number = fc.integer({ min: 0, max: 130 });
    let hints = 0;
    fc.assert(
      fc.property(before, number, number, behind, (head, now, next, tail) => {
        const tags = [now, next].map((each) => `1.0.0-${head}${each}${tail}`);
        const [current = '', pushed = ''] = tags;
        if (parseVersion(current) === undefined || parseVersion(pushed) === undefined) return;
        const suggested = suggestion(hintFor(current, pushed));
        if (suggested === undefined) return;
        hints += 1;
        assert.ok(gt(suggested, current) && gt(suggested, pushed));
        const sameForm = suggested.replace(
          new RegExp(`(?<=^1\\.0\\.1-(?:.*\\.)?)${next}(?=\\.|$)`),
          String(now),
        );
        assert.notEqual(valid(sameForm), null);
        assert.ok(gt(suggested, sameForm), `${suggested} against ${sameForm}`);
      }),
      { numRuns: 3000 },
    );
    assert.ok(hints > 100, `expected more than 100 hints, got ${hints}`);
  });
});
