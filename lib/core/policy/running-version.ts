/**
 * The version in a running tag. Images run `1.21`, `2026.02.0`, `release-1.9.0` and `4.0.16.2944` before they get a policy by
 * version: such a tag is not a version `x.y.z`, but is compared by its leading numbers.
 */
import type SemVer from 'semver/classes/semver.js';
import { parseVersion } from './version.ts';

export type RunningVersion =
  | {
      readonly version: SemVer;
      /** Whether the tag is exactly that version. Else it may contain a later patch, such as 1.21.5 in `1.21`. */
      readonly isExact: boolean;
    }
  | { readonly reason: 'OtherVariant' | 'NotAVersion' };

/** Words before a version. Any other word may be a variant, like in `alpine-v16.2.0`. */
const LEADING = /^(?:(?:release|rel|version|ver)[-_.]?)?v?(?<numbers>[0-9]+(?:\.[0-9]+)*)(?<suffix>.*)$/isu;
/** At the end of a tag, with or without digits. Digits without a word are a number. */
const COMMIT = /(?:^|[-_.])g?(?=[0-9]*[a-f])[0-9a-f]{7,40}$/u;
/** After one or two numbers only these words are a prerelease: `1.20-alpine` is a variant. */
const CANDIDATE = /^(?:rc|alpha|beta|dev)[0-9]*$/iu;

/**
 * Parses a running tag; missing numbers count as 0, a fourth is ignored. Undefined for words without digits, such as `latest`:
 * they are lower than every version. `OtherVariant` with a suffix that is not part of a version, such as `8u302-jre` or
 * `1.20-alpine`; `NotAVersion` for a commit (`main-abcdefa`), and for digits without leading numbers: `alpine3.22`.
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
  // After a fourth number a suffix is not a prerelease: 4.0.15.2941-ls291 is higher than 4.0.15.
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
