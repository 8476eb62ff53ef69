/** Tags that are versions: `x.y.z`, optionally with a prerelease, a leading `v`, and build metadata. */
import parse from 'semver/functions/parse.js';
import type SemVer from 'semver/classes/semver.js';

const DIGITS = /^[0-9]+$/u;

// node-semver throws internally for an invalid version, which costs several comparisons.
const SHAPE = /^v?[0-9]+\.[0-9]+\.[0-9]/u;

/**
 * The version of a tag, or undefined. Only the form of semver.org is accepted, with numbers up to 2^53 - 1: `20240101`, `1.2`
 * and `01.2.3` are not versions. A tag cannot contain a `+`, so `_` is accepted instead, like in Helm: `1.2.3_up57` is 1.2.3
 * with the build metadata `up57`, which has no order.
 */
export function parseVersion(tag: string): SemVer | undefined {
  if (!SHAPE.test(tag)) return undefined;
  const version = parse(tag.replace('_', '+'));
  if (version === null) return undefined;
  // node-semver ignores surrounding characters such as spaces; a tag has to be exactly the version.
  const text = [version.version, ...(version.build.length > 0 ? [version.build.join('.')] : [])].join('_');
  if (tag !== text && tag !== `v${text}`) return undefined;
  return version.prerelease.every(isExact) ? version : undefined;
}

// node-semver keeps larger numbers as text and compares them as floats, for which neighbours are equal.
function isExact(part: string | number): boolean {
  return !DIGITS.test(String(part)) || Number.isSafeInteger(Number(part));
}
