/** Laws that hold for every policy, over tags that are alike enough to meet. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { newer, no, same } from '../../../lib/core/policy/policy.ts';
import { ask, policyOf, type Word } from './ask.ts';

const BY_VERSION = [
  'major',
  'minor',
  'patch',
  'semver:*',
  'semver:^1',
  'semver:^1.1.0-a',
  'semver:>=0.1 <1.2 || ^2',
  String.raw`pattern:(?<number>\d+)-(?<track>.+)`,
  String.raw`pattern:v?(?<number1>\d+)\.(?<number2>\d*)\.?(?<text>.*)`,
  'pattern:(?<semver>[^_]+)',
  'pattern:(?<text>[^-]*)-?(?<number>.*)',
  String.raw`pattern:v?(?<number1>\d+)\.(?<number2>\d+)(?:\.(?<number3>\d+))?(?:-(?<track>.*))?`,
  'pattern:(?<semver>[^-]+)(?:-(?<text>.+))?',
  String.raw`pattern:(?:(?<semver>[^-]+)-)?(?<number>\d+)`,
  'pattern:(?:latest|(?<semver>.+))',
].map(policyOf);
const BY_TIME = [
  'same-tag',
  'any',
  'never',
  'glob:1*',
  'glob:*-{a,b}',
  'pattern:1.*',
  'pattern:(?<track>.).*',
].map(policyOf);

const small = fc.integer({ min: 0, max: 2 });
const version = fc
  .tuple(
    fc.constantFrom('', 'v'),
    small,
    small,
    small,
    fc.constantFrom('', '', '-a', '-a.1', '-1', '_up1', '_1-x', '_x2', '_x3', '_1-1809'),
  )
  .map(([v, major, minor, patch, rest]) => `${v}${major}.${minor}.${patch}${rest}`);
const build = fc
  .tuple(
    fc.constantFrom('1', '2', '02', '10', '9007199254740993', 'x'),
    fc.constantFrom('-a', '-b', '-1', '-01', ''),
  )
  .map(([number, track]) => `${number}${track}`);
const tag = fc.oneof(
  version,
  build,
  fc.constantFrom('latest', '20240101', '1.2', '1', 'release-1.1', '1.2.0.1', '1.1-a'),
);

describe('policy', () => {
  it('answers are one of newer, same, and no with its reason', () => {
    assert.deepEqual(
      [newer, same, no('Never')],
      [{ may: 'newer' }, { may: 'same' }, { may: 'no', reason: 'Never' }],
    );
  });

  const runs = { numRuns: 400 };
  const reverse: Partial<Record<Word, readonly Word[]>> = { same: ['same'] };

  for (const policy of BY_VERSION) {
    it(`${policy.text} never lets two tags replace each other, and calls both the same or none`, () => {
      fc.assert(
        fc.property(tag, tag, (a, b) => {
          const there = ask(policy, a, b);
          const back = ask(policy, b, a);
          assert.ok(there !== 'newer' || back !== 'newer');
          assert.deepEqual(reverse[there] ?? [back], [back]);
        }),
        runs,
      );
    });

    it(`${policy.text} goes straight where it goes in two steps`, () => {
      fc.assert(
        fc.property(tag, tag, tag, (a, b, c) => {
          const steps = [ask(policy, a, b), ask(policy, b, c)];
          if (!steps.every((step) => step === 'newer' || step === 'same')) return;
          assert.equal(ask(policy, a, c), steps.includes('newer') ? 'newer' : 'same');
        }),
        runs,
      );
    });

    it(`${policy.text} calls a tag never newer than itself`, () => {
      fc.assert(
        fc.property(tag, (a) => {
          assert.notEqual(ask(policy, a, a), 'newer');
        }),
        runs,
      );
    });
  }

  for (const policy of BY_TIME) {
    it(`${policy.text} leaves the order to time: it never says same or NotHigher`, () => {
      fc.assert(
        fc.property(fc.option(tag, { nil: undefined }), tag, (current, pushed) => {
          assert.ok(!['same', 'NotHigher'].includes(ask(policy, current, pushed)));
        }),
        runs,
      );
    });
  }
});
