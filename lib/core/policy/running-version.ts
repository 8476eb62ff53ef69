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
/** At the end of a tag, with digits or without. Digits alone are a number. */
const COMMIT = /(?:^|[-_.])g?(?=[0-9]*[a-f])[0-9a-f]{7,40}$/u;
/** What is behind one or two numbers is a prerelease only by its name: `1.20-alpine` is a variant. */
const CANDIDATE = /^(?:rc|alpha|beta|dev)[0-9]*$/iu;

/**
 * Reads a tag that runs; missing numbers count as 0, a fourth is passed over. Undefined for words without digits, such as
 * `latest`: they are lower than every version. `OtherVariant` with something behind the numbers that no version has, such
 * as `8u302-jre` or `1.20-alpine`; `NotAVersion` for a commit (`main-abcdefa`), and where there are digits, but no numbers in
 * front: `alpine3.22`.
 */
export function readRunningVersion(tag: string): RunningVersion | undefined {
  const exact = parseVersion(tag);
  if (exact !== undefined) return { version: exact, isExact: true };
  const commit = COMMIT.exec(tag);
  const { numbers, suffix = '' } = (commit?.index === 0 ? undefined : LEADING.exec(tag)?.groups) ?? {};
  if (numbers !== undefined) return readLeading(numbers, suffix);
  return commit === null && !/[0-9]/u.test(tag) ? undefined : { reason: 'NotAVersion' };
}

function readLeading(numbers: string, suffix: string): RunningVersion {
  const [major = '0', minor = '0', patch, ...more] = numbers.split('.').map(withoutZeros);
  const version = parseVersion(`${major}.${minor}.${patch ?? '0'}${suffix}`);
  // Beside a fourth number a suffix is no prerelease: 4.0.15.2941-ls291 is higher than 4.0.15.
  if (suffix !== '' && (version === undefined || more.length > 0)) return { reason: 'OtherVariant' };
  if (version === undefined) return { reason: 'NotAVersion' };
  const [first] = version.prerelease;
  if (patch === undefined && first !== undefined && !CANDIDATE.test(String(first)))
    return { reason: 'OtherVariant' };
  return { version, isExact: false };
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=[0-9])/u, '');
}
