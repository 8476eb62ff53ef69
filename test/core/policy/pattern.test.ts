import assert from 'node:assert/strict';
import { parsePolicy } from '../../../lib/core/policy/parse-policy.ts';
import { ask, itAnswers, itIsOrderedBy, policyOf } from './ask.ts';

const TRACKS = String.raw`pattern:^(?<number>\d+)-(?<track>.+)$`;
const BUILD = String.raw`pattern:build-(?<number>\d+)`;
const TWO_TRACKS = String.raw`pattern:(?<trackOs>[a-z]+)-(?<trackArch>[a-z]+)-\d+`;
const CHART = String.raw`pattern:app-(?<semver>.+?)(?:_(?<numberBuild>.*))?`;
const DATED = String.raw`pattern:(?<textDate>\d{4}-\d\d-\d\d)(?:\.(?<number>\d+))?`;
const OPTIONAL = String.raw`pattern:main(?:-(?<track>[a-z]+))?-(?<number>\d+)`;

describe('pattern:', () => {
  itIsOrderedBy('version', [TRACKS, BUILD, CHART, DATED]);
  itIsOrderedBy('time', ['pattern:main-.*', TWO_TRACKS, 'pattern:(main|master)-.*']);

  itAnswers([
    // The example of the design.
    [TRACKS, '123-master', '124-master', 'newer'],
    [TRACKS, '123-master', '125-feature', 'OtherTrack'],
    [TRACKS, '123-master', '123-master', 'same'],
    [TRACKS, '123-master', '0123-master', 'same'],
    [TRACKS, '123-master', '99-master', 'NotHigher'],

    // Numbers of any size are numbers.
    [BUILD, 'build-9', 'build-10', 'newer'],
    [BUILD, 'build-10', 'build-9', 'NotHigher'],
    [BUILD, 'build-9007199254740992', 'build-9007199254740993', 'newer'],
    [BUILD, `build-${'9'.repeat(100)}`, `build-1${'0'.repeat(100)}`, 'newer'],
    [String.raw`pattern:(?<number>\d{8})`, '20240101', '20240102', 'newer'],
    [String.raw`pattern:(?P<number>\d+)`, '1', '2', 'newer'],

    // The whole tag, both tags.
    [BUILD, 'build-9', 'build-10-debug', 'NoMatch'],
    [BUILD, 'build-9', 'my-build-10', 'NoMatch'],
    ['pattern:a|ab', 'a', 'ab', 'newer'],
    [BUILD, undefined, 'build-10', 'NoTag'],
    [BUILD, undefined, 'latest', 'NoMatch'],
    [BUILD, 'latest', 'build-10', 'OtherVariant'],
    ['pattern:main-.*', 'main-2', 'main-1', 'newer'],
    ['pattern:main-.*', 'main-2', 'main-2', 'newer'],
    ['pattern:main-.*', undefined, 'main-2', 'NoTag'],
    ['pattern:main-.*', 'release-2', 'main-2', 'OtherVariant'],

    // Several tracks, and one that took no part.
    [TWO_TRACKS, 'linux-arm-1', 'linux-arm-2', 'newer'],
    [TWO_TRACKS, 'linux-arm-1', 'linux-amd-2', 'OtherTrack'],
    [TWO_TRACKS, 'linux-arm-1', 'windows-arm-2', 'OtherTrack'],
    [OPTIONAL, 'main-1', 'main-2', 'newer'],
    [OPTIONAL, 'main-1', 'main-debug-2', 'OtherTrack'],
    [OPTIONAL, 'main-debug-1', 'main-2', 'OtherTrack'],
    ['pattern:(?:a(?<track>x*)|b)', 'a', 'b', 'OtherTrack'],

    // Several orders, in order of appearance; one that holds something else counts wherever it stands.
    [CHART, 'app-1.9.0_1', 'app-1.10.0_0', 'newer'],
    [CHART, 'app-1.9.0_9', 'app-1.9.0_10', 'newer'],
    [CHART, 'app-1.9.0_10', 'app-1.9.0_9', 'NotHigher'],
    [CHART, 'app-1.9.0_010', 'app-v1.9.0_10', 'same'],
    [CHART, 'app-1.9.0_1', 'app-1.10.0', 'newer'],
    [CHART, 'app-1.9.0_1', 'app-1.10.0_x', 'NotComparable'],
    [CHART, 'app-1.9.0', 'app-1.10.0_1', 'newer'],
    [CHART, 'app-1.9.0', 'app-1.9.0_1', 'newer'],
    [CHART, 'app-1.9.0_1', 'app-1.9.0', 'NotHigher'],
    [CHART, 'app-1.9.0', 'app-1.9.0', 'same'],
    [CHART, 'app-1.9.0', 'app-1.10.0_x', 'NotComparable'],
    [CHART, 'app-1.9_1', 'app-1.10.0_1', 'NotAVersion'],
    [CHART, 'app-1.9.0_1', 'app-20240101_1', 'NotAVersion'],
    [DATED, '2024-09-30.1', '2024-10-01.1', 'newer'],
    [DATED, '2024-10-01.9', '2024-10-01.10', 'newer'],
    [DATED, '2024-10-01', '2024-10-02', 'newer'],
    ['pattern:(?<text>[A-Za-z]*)', 'Z', 'a', 'newer'],
    ['pattern:(?<text>[A-Za-z]*)', 'a', 'Z', 'NotHigher'],
    ['pattern:(?<text>x)?.*', 'b', 'xb', 'newer'],
    ['pattern:(?<text>x)?.*', 'b', 'c', 'same'],
    // Groups count from left to right also where the right one is of another kind.
    [String.raw`pattern:(?<text>[a-z])(?<number>\d)`, 'a9', 'b0', 'newer'],
    [String.raw`pattern:(?<number>\d)(?<text>[a-z])`, '9a', '0b', 'NotHigher'],
  ]);

  const invalid: readonly (readonly [string, string])[] = [
    ['', 'empty'],
    ['(', 'unbalanced'],
    [String.raw`(?<number>\d+`, 'unbalanced'],
    ['a)', 'unbalanced'],
    ['[a', 'unbalanced'],
    [String.raw`(a)\1`, 'a back-reference'],
    [String.raw`(?<track>a)\k<track>`, 'a back-reference'],
    ['(?=a)a', 'look-ahead'],
    ['(?!a)b', 'look-ahead'],
    ['(?<=a)b', 'look-behind'],
    ['(?<!a)b', 'look-behind'],
    ['*', 'a repeat of nothing'],
    ['a\\', 'a trailing backslash'],
    ['(?<build>a)', 'another group name'],
    ['(?<track>a)(?<Number>b)', 'a group name in other letters'],
    ['(?<constructor>a)', 'a group name that objects have'],
    ['(?<__proto__>a)', 'a group name that objects have'],
    ['(?<track>a)(?<track>b)', 'a group twice'],
    ['(?:a{1000}){1000}', 'larger than the engine takes'],
    ['(?:.?){1000}'.repeat(40), 'larger than allowed'],
    ['a{0,1000}'.repeat(50), 'dear to compile'],
    ['a{64}b{65,}', 'counts that add up to more than a tag has'],
    ['(((a{4}){4}){4}){4}'.repeat(8), 'nested counts that add up'],
  ];
  for (const [regex, why] of invalid) {
    it(`${regex.slice(0, 40)} is invalid: ${why}`, () => {
      assert.ok('invalid' in parsePolicy(`pattern:${regex}`));
    });
  }

  it('names the group that it does not know, and the beginnings that it does', () => {
    const parsed = parsePolicy('pattern:(?<build>a)');
    assert.ok('invalid' in parsed);
    for (const name of ['build', 'track', 'semver', 'number', 'text']) {
      assert.ok(parsed.invalid.includes(name), name);
    }
  });

  // A backtracking engine would not come back from any of these.
  const long = 'a'.repeat(10_000);
  const hostile: readonly (readonly [string, string])[] = [
    ['(a+)+$', long],
    ['(a|a)*', long],
    ['(a|aa)+', long],
    ['(?:a*)*', long],
    ['(.*a){20}', long],
    ['(?<track>(a+)+)', long],
  ];
  for (const [regex, tag] of hostile) {
    it(`${regex} takes ${tag.length} characters, and refuses them with one more that does not match`, () => {
      const policy = policyOf(`pattern:${regex}`);
      assert.equal(ask(policy, tag, tag), 'newer');
      assert.equal(ask(policy, tag, `${tag}\n`), 'NoMatch');
    });
  }
});
