/**
 * The law of policies by version: none replaces a tag by one whose leading numbers are lower. A generator of tags that
 * seldom meet would prove nothing, so the share of runs in which the policy compared two versions is printed and held.
 */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Policy } from '../../../lib/core/policy/policy.ts';
import { ask, policyOf, type Word } from './ask.ts';

const POLICIES = [
  'major',
  'minor',
  'patch',
  'semver:*',
  'semver:>=1 <4',
  'semver:>=1.0.0-0',
  'pattern:^v?(?<semver>.+)$',
  String.raw`pattern:^v?(?<number1>\d+)(?:\.(?<number2>\d+))?(?:\.(?<number3>\d+))?(?:\.(?<number4>\d+))?$`,
].map(policyOf);

const number = fc.constantFrom('0', '1', '2', '3', '10', '02', '2026');
const exact = fc
  .tuple(fc.constantFrom('', '', 'v'), fc.nat(3), fc.nat(3), fc.nat(3))
  .map(([v, major, minor, patch]) => `${v}${major}.${minor}.${patch}`);
const parts = fc.array(number, { minLength: 1, maxLength: 5 }).map((numbers) => numbers.join('.'));
const loose = fc
  .tuple(fc.constantFrom('', '', 'v', 'V', 'release-', 'version-v'), parts)
  .map(([prefix, numbers]) => `${prefix}${numbers}`);
const suffix = fc.constantFrom('-alpine', '-rc.1', '-1', 'rc1', '_up57', '_9-jre', '-b08-jre', '.', '-');
const other = fc.constantFrom('latest', 'main-12', '9960efe', 'bookworm-1.2.3', '9007199254740993', '');

/** Two thirds of all tags are plain versions, and most of the rest have numbers in front. */
const tag = fc.oneof(
  { weight: 12, arbitrary: exact },
  { weight: 3, arbitrary: loose },
  { weight: 2, arbitrary: fc.tuple(fc.oneof(exact, loose), suffix).map((both) => both.join('')) },
  { weight: 1, arbitrary: other },
);

const LEADING = /^(?:(?:release|version)-)?v?(\d+(?:\.\d+)*)/i;

function leadingNumbers(text: string): readonly bigint[] | undefined {
  return LEADING.exec(text)?.[1]?.split('.').map(BigInt);
}

/** Negative where `a` is lower than `b`; a missing number counts as 0. */
function compare(a: readonly bigint[], b: readonly bigint[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index] ?? 0n, b[index] ?? 0n];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

const COMPARED: ReadonlySet<Word> = new Set<Word>(['newer', 'same', 'NotHigher', 'BeyondStep']);
const RUNS = Number(process.env['LAW_RUNS'] ?? 2000);

/** Throws where the law does not hold; else the share of runs in which two versions were compared. */
function checkLaw(policy: Policy): number {
  let compared = 0;
  fc.assert(
    fc.property(tag, tag, (current, pushed) => {
      const answer = ask(policy, current, pushed);
      const [from, to] = [leadingNumbers(current), leadingNumbers(pushed)];
      if (from === undefined || to === undefined) return;
      if (COMPARED.has(answer)) compared += 1;
      if (answer === 'newer' || answer === 'same')
        assert.ok(compare(to, from) >= 0, `${current} → ${pushed}`);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  return compared / RUNS;
}

describe('a policy by version', () => {
  for (const policy of POLICIES)
    it(`${policy.text} never replaces a tag by one whose leading numbers are lower`, () => {
      const share = checkLaw(policy);
      console.log(`      compared in ${Math.round(share * 100)} % of ${RUNS} runs`);
      assert.ok(share >= 0.3, `expected at least 30 %, got ${share * 100} %`);
    });

  it('is held to a law that `any` breaks', () => {
    assert.throws(() => checkLaw(policyOf('any')));
  });

  it('counts a missing number as 0', () => {
    assert.ok(compare([1n, 20n], [1n, 20n, 1n]) < 0);
    assert.ok(compare([4n, 0n, 16n, 2944n], [4n, 0n, 16n]) > 0);
    assert.equal(compare([2026n, 2n], [2026n, 2n, 0n]), 0);
  });
});
