import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { explainPolicy } from '../../../lib/core/policy/explain-policy.ts';
import { digest } from '../../support/builders.ts';

const [A, B] = [digest(1), digest(2)];

describe('the verdict of a policy', () => {
  const rows: readonly (readonly [policy: string, current: string, pushed: string, expected: string])[] = [
    ['semver:^1', '1.2.3', '1.3.0', 'update'],
    ['semver:^1', '1.2.3', '2.0.0', 'OutOfRange'],
    ['semver:^1', '1.2.3', '1.2.2', 'NotHigher'],
    ['semver:^1', '1.2.3', '1.2.3', 'AlreadyCurrent'],
    ['semver:^1', '1.2.3', `1.2.3@${A}`, 'update'],
    ['semver:^1', `1.2.3@${A}`, `1.2.3@${A}`, 'AlreadyCurrent'],
    ['semver:^1', `1.2.3@${A}`, `1.2.3@${B}`, 'update'],
    ['semver:^1', `1.2.3@${A}`, `1.3.0@${A}`, 'update'],
    ['same-tag', 'latest', 'latest', 'update'],
    ['same-tag', `latest@${A}`, `latest@${A}`, 'AlreadyCurrent'],
    ['same-tag', 'latest', 'stable', 'OtherTag'],
    ['same-tag', `@${A}`, 'latest', 'NoTag'],
    ['any', `1@${A}`, `2@${A}`, 'AlreadyCurrent'],
    ['any', '1', '2', 'update'],
    ['never', '1', '1', 'Never'],
    ['glob:main-*', 'x', 'main-2', 'update'],
    ['semvr:^1', '1.2.3', '1.3.0', 'InvalidPolicy'],
    ['any', 'a b', '1', 'InvalidImage'],
    ['any', '', '1', 'InvalidImage'],
    ['any', '1', 'a/b', 'InvalidReference'],
    ['any', '1', `@${A}`, 'UntaggedPush'],
  ];
  for (const [policy, current, pushed, expected] of rows)
    it(`${policy}: ${current || 'nothing'} by ${pushed} is ${expected}`, () => {
      const verdict = explainPolicy(policy, current, pushed);
      assert.equal(verdict.result === 'update' ? 'update' : verdict.reason, expected);
    });

  const hinted: readonly (readonly [
    policy: string,
    current: string,
    pushed: string,
    hint: string | undefined,
  ])[] = [
    ['any', '1.2.3', '1.2.4-arm64', '*-arm64'],
    ['any', '1.2.3', '1.2.4-linux-arm-v7', '*-linux-arm-v7'],
    ['any', '1.2.3', 'arm64-1.2.4', 'arm64-*'],
    ['glob:1.*', '1.2.3-amd64', '1.2.4-arm64', '*-arm64'],
    ['pattern:^v?(?<semver>.+)$', '1.2.3', '1.2.4-amd64', '*-amd64'],
    ['any', '1.2.3-arm64', '1.2.4-aarch64', undefined],
    ['any', 'build-385', 'build-386', undefined],
    ['semver:*', '1.2.385', '1.2.386', undefined],
    ['any', `@${A}`, 'amd64', 'amd64'],
    ['any', '1.2.3-arm64', '1.2.4-arm64', undefined],
    ['any', '1.2.3-arm64', '1.2.4', undefined],
    ['same-tag', 'arm64', 'arm64', undefined],
  ];
  for (const [policy, current, pushed, hint] of hinted)
    it(`${policy}: ${current} by ${pushed} is an update with ${hint === undefined ? 'no hint' : `a hint at ${hint}`}`, () => {
      const verdict = explainPolicy(policy, current, pushed);
      assert.equal(verdict.result, 'update');
      const said = 'hint' in verdict ? verdict.hint : undefined;
      assert.equal(said?.includes(`\`${hint}\``), hint === undefined ? undefined : true);
    });

  const details: readonly (readonly [policy: string, current: string, pushed: string, named: string])[] = [
    ['semver:>=1.0.0-rc.0', '1.0.0-rc9', '1.0.0-rc10', 'rc.10'],
    ['pattern:^v?(?<semver>.+)$', '1.0.0-debian-11-r9', '1.0.0-debian-11-r10', 'debian-11-r.10'],
    ['pattern:^build-(?<number>.+)$', 'build-1', 'build-x', 'number'],
    ['semver:>=1.0, <2.0', '1.0.0', '1.1.0', '>=1.0 <2.0'],
    ['semver:>=1.0 !=1.5.0', '1.0.0', '1.1.0', '!='],
    ['glob:!(dev)*', '1.0.0', '1.1.0', '!('],
  ];
  for (const [policy, current, pushed, named] of details)
    it(`${policy}: ${current} by ${pushed} is skipped with a detail that names ${named}`, () => {
      const verdict = explainPolicy(policy, current, pushed);
      assert.ok(verdict.result === 'skip');
      assert.ok(verdict.detail?.includes(named), verdict.detail);
    });

  it('is there for every text', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (policy, current, pushed) => {
        assert.ok(['update', 'skip'].includes(explainPolicy(policy, current, pushed).result));
      }),
    ));
});
