/** Tags that are versions: `x.y.z`, perhaps with a prerelease behind it and a `v` before it. */
import parse from 'semver/functions/parse.js';
import type SemVer from 'semver/classes/semver.js';

const DIGITS = /^[0-9]+$/u;

/**
 * The version that a tag names, or undefined. Only what semver.org writes counts, with numbers up to 2^53 - 1:
 * `20240101`, `1.2` and `01.2.3` are no versions. Build metadata is none either, since a tag cannot hold a `+`.
 */
export function parseVersion(tag: string): SemVer | undefined {
  const version = parse(tag);
  if (version === null) return undefined;
  // node-semver reads around spaces and build metadata; a tag has to be the version and nothing else.
  if (tag !== version.version && tag !== `v${version.version}`) return undefined;
  return version.prerelease.every(isExact) ? version : undefined;
}

// node-semver keeps larger numbers as text and compares them as floats, where neighbours are equal.
function isExact(part: string | number): boolean {
  return !DIGITS.test(String(part)) || Number.isSafeInteger(Number(part));
}
