/**
 * The version in a tag that runs already. People run `1.21`, `2026.02.0`, `release-1.9.0` and `4.0.16.2944` before they
 * choose a policy by version: such a tag is no version `x.y.z`, and is still compared by its leading numbers.
 */
import type SemVer from 'semver/classes/semver.js';
import { parseVersion } from './version.ts';

export type RunningVersion =
  | {
      readonly version: SemVer;
      /** Whether the tag is that version. Else it may hold a later patch, such as 1.21.5 under `1.21`. */
      readonly isExact: boolean;
    }
  | { readonly reason: 'OtherVariant' | 'NotAVersion' };

/** Words that only say that a version follows. Any other word may name a variant, as in `alpine-v16.2.0`. */
const LEADING = /^(?:(?:release|rel|version|ver)[-_.]?)?v?(?<numbers>[0-9]+(?:\.[0-9]+)*)(?<suffix>.*)$/isu;
const COMMIT = /^(?=.*[a-f])[0-9a-f]{7,40}$/u;

/**
 * Reads a tag that runs; missing numbers count as 0, a fourth is passed over. Undefined for words without digits, such as
 * `latest`: they are lower than every version. `OtherVariant` with something behind the numbers that no version has, such
 * as `8u302-jre`; `NotAVersion` where there are digits, but no numbers in front: `alpine3.22`, a commit.
 */
export function readRunningVersion(tag: string): RunningVersion | undefined {
  const exact = parseVersion(tag);
  if (exact !== undefined) return { version: exact, isExact: true };
  if (!/[0-9]/u.test(tag)) return undefined;
  const { numbers, suffix = '' } = (COMMIT.test(tag) ? undefined : LEADING.exec(tag)?.groups) ?? {};
  return numbers === undefined ? { reason: 'NotAVersion' } : readLeading(numbers, suffix);
}

function readLeading(numbers: string, suffix: string): RunningVersion {
  const [major = '0', minor = '0', patch = '0', ...more] = numbers.split('.').map(withoutZeros);
  const version = parseVersion(`${major}.${minor}.${patch}${suffix}`);
  // Beside a fourth number a suffix is no prerelease: 4.0.15.2941-ls291 is higher than 4.0.15.
  if (suffix !== '' && (version === undefined || more.length > 0)) return { reason: 'OtherVariant' };
  return version === undefined ? { reason: 'NotAVersion' } : { version, isExact: false };
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=[0-9])/u, '');
}
