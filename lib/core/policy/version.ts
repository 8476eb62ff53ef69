/** Tags that are versions: `x.y.z`, perhaps with a prerelease behind it, a `v` before it, and build metadata. */
import parse from 'semver/functions/parse.js';
import type SemVer from 'semver/classes/semver.js';

const DIGITS = /^[0-9]+$/u;

// node-semver throws inside for what is no version, which costs several times a comparison.
const SHAPE = /^v?[0-9]+\.[0-9]+\.[0-9]/u;

/**
 * The version that a tag names, or undefined. Only what semver.org writes counts, with numbers up to 2^53 - 1:
 * `20240101`, `1.2` and `01.2.3` are no versions. A tag cannot hold a `+`, so `_` is read in its place, as Helm writes
 * it: `1.2.3_up57` is 1.2.3 with the build metadata `up57`, which has no order.
 */
export function parseVersion(tag: string): SemVer | undefined {
  if (!SHAPE.test(tag)) return undefined;
  const version = parse(tag.replace('_', '+'));
  if (version === null) return undefined;
  // node-semver reads around spaces and the like; a tag has to be the version and nothing else.
  const text = [version.version, ...(version.build.length > 0 ? [version.build.join('.')] : [])].join('_');
  if (tag !== text && tag !== `v${text}`) return undefined;
  return version.prerelease.every(isExact) ? version : undefined;
}

// node-semver keeps larger numbers as text and compares them as floats, where neighbours are equal.
function isExact(part: string | number): boolean {
  return !DIGITS.test(String(part)) || Number.isSafeInteger(Number(part));
}
