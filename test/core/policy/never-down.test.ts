/**
 * The law of policies by version: none replaces a tag by one whose leading numbers are lower. Tags that seldom meet would
 * prove nothing, so the pushed tag has the numbers of the current one, or nearly; the share of runs in which the policy
 * compared the two is printed and held, and so is the share of those whose current tag is no version `x.y.z`.
 */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import valid from 'semver/functions/valid.js';
import type { Policy } from '../../../lib/core/policy/policy.ts';
import { ask, policyOf, type Word } from './ask.ts';

/** What they compare: any numbers in front of the current tag, or only versions `x.y.z`. */
const POLICIES: readonly (readonly [policy: string, compares: 'loose' | 'exact'])[] = [
  ['major', 'exact'],
  ['minor', 'exact'],
  ['patch', 'exact'],
  ['pattern:^v?(?<semver>.+)$', 'exact'],
  ['semver:*', 'loose'],
  ['semver:>=1 <4', 'loose'],
  // The only version whose candidates are in the range is one that the tags often have.
  ['semver:>=1.2.3-0', 'loose'],
  [
    String.raw`pattern:^v?(?<number1>\d+)(?:\.(?<number2>\d+))?(?:\.(?<number3>\d+))?(?:\.(?<number4>\d+))?$`,
    'loose',
  ],
];

type Pair = readonly [current: string, pushed: string];

const FIRST = fc.constantFrom(1, 1, 1, 2, 2, 3, 3, 10, 2026);
const SMALL = fc.constantFrom(0, 1, 2, 3, 10);
const NUMBERS = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom([1, 2, 3], [1, 2, 3, 7]) },
  {
    weight: 2,
    arbitrary: fc.tuple(FIRST, fc.array(SMALL, { maxLength: 4 })).map(([first, rest]) => [first, ...rest]),
  },
);
const WORDS = fc.constantFrom('-alpine', '-rc.1', '-1', 'rc1', '_up57', '_9-jre', '.', '-');
/** Seldom: two variants are not compared. */
const SUFFIX = fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: WORDS });
const PREFIX = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'v') },
  { weight: 1, arbitrary: fc.constantFrom('0', 'V', 'V0', 'release-', 'version-v') },
);
const OTHER = fc.constantFrom('latest', 'main-12', '9960efe', 'bookworm-1.2.3', '9007199254740993', '');

/** The same numbers, one of them a little higher or lower, or one left out. */
const CHANGE = fc.tuple(fc.constantFrom('same', 'higher', 'lower', 'dropped'), fc.nat(4));

function changed(numbers: readonly number[], [how, where]: readonly [string, number]): readonly number[] {
  const at = where % numbers.length;
  const number = numbers[at] ?? 0;
  if (how === 'dropped') return numbers.toSpliced(numbers.length > 1 ? at : 1, 1);
  if (how === 'same') return numbers;
  return numbers.with(at, how === 'higher' ? number + 1 : Math.max(0, number - 1));
}

/** `x.y.z`, of more numbers or fewer. */
function exactly(numbers: readonly number[]): string {
  return [...numbers, 0, 0].slice(0, 3).join('.');
}

const EXACT_PAIR = fc
  .tuple(fc.constantFrom('', 'v'), NUMBERS, CHANGE, SUFFIX, SUFFIX)
  .map(([v, numbers, change, now, next]): Pair => [
    `${v}${exactly(numbers)}${now}`,
    `${exactly(changed(numbers, change))}${next}`,
  ]);

const LOOSE_PAIR = fc
  .tuple(PREFIX, NUMBERS, CHANGE, SUFFIX, fc.nat(5))
  .map(([prefix, numbers, change, suffix, form]): Pair => {
    const next = changed(numbers, change);
    return [`${prefix}${numbers.join('.')}${suffix}`, form > 0 ? exactly(next) : next.join('.')];
  });
const OTHER_PAIR = fc.tuple(OTHER, NUMBERS.map(exactly));

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

/** Of all runs: in how many two versions were compared, and in how many the current tag is no version `x.y.z`. */
interface Shares {
  readonly compared: number;
  readonly loose: number;
}

/** Throws where the law does not hold. */
function checkLaw(policy: Policy, compares: 'loose' | 'exact'): Shares {
  const [looseWeight, exactWeight] = compares === 'loose' ? [11, 1] : [1, 8];
  const pair = fc.oneof(
    { weight: looseWeight, arbitrary: LOOSE_PAIR },
    { weight: exactWeight, arbitrary: EXACT_PAIR },
    { weight: 1, arbitrary: OTHER_PAIR },
  );
  let [compared, loose] = [0, 0];
  fc.assert(
    fc.property(pair, ([current, pushed]) => {
      const answer = ask(policy, current, pushed);
      const [from, to] = [leadingNumbers(current), leadingNumbers(pushed)];
      if (from === undefined || to === undefined) return;
      if (COMPARED.has(answer)) {
        compared += 1;
        if (valid(current.replace('_', '+')) === null) loose += 1;
      }
      if (answer === 'newer' || answer === 'same')
        assert.ok(compare(to, from) >= 0, `${current} → ${pushed}`);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  return { compared: compared / RUNS, loose: loose / RUNS };
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

describe('a policy by version', () => {
  for (const [text, compares] of POLICIES)
    it(`${text} never replaces a tag by one whose leading numbers are lower`, () => {
      const { compared, loose } = checkLaw(policyOf(text), compares);
      assert.ok(compared >= 0.3, `expected at least 30 %, got ${percent(compared)}`);
      if (compares === 'loose')
        assert.ok(loose >= 0.3, `expected at least 30 % loose, got ${percent(loose)}`);
    });

  it('is held to a law that `any` breaks', () => {
    assert.throws(() => checkLaw(policyOf('any'), 'loose'));
    assert.throws(() => checkLaw(policyOf('any'), 'exact'));
  });

  it('counts a missing number as 0', () => {
    assert.ok(compare([1n, 20n], [1n, 20n, 1n]) < 0);
    assert.ok(compare([4n, 0n, 16n, 2944n], [4n, 0n, 16n]) > 0);
    assert.equal(compare([2026n, 2n], [2026n, 2n, 0n]), 0);
  });
});
