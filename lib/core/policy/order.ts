/** Orders of the things in a tag. Each is negative, 0 or positive as `a` is lower, equal or higher than `b`. */
import { newer, no, same, type PolicyVerdict } from './policy.ts';
import { isSameVariant } from './variant.ts';
import { parseVersion } from './version.ts';

/** Undefined where one of the two is not what the order is for. */
export type Compare = (a: string, b: string) => number | undefined;

const DIGITS = /^[0-9]+$/u;

/** Versions as semver.org orders them; undefined unless both are versions, and of one variant. */
export function compareVersions(a: string, b: string): number | undefined {
  const [version, other] = [parseVersion(a), parseVersion(b)];
  if (version === undefined || other === undefined || !isSameVariant(version, other)) return undefined;
  return version.compare(other);
}

/** Numbers of any size, leading zeros ignored; undefined unless both are digits and nothing else. */
export function compareNumbers(a: string, b: string): number | undefined {
  return DIGITS.test(a) && DIGITS.test(b) ? compare(BigInt(a), BigInt(b)) : undefined;
}

/** Texts by code point: tags are ASCII, where JavaScript's own order is just that. */
export function compareTexts(a: string, b: string): number {
  return compare(a, b);
}

function compare<T extends bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The answer of a policy that is ordered by version, for the order of the pushed tag against the current one. */
export function verdictFor(order: number): PolicyVerdict {
  if (order === 0) return same;
  return order > 0 ? newer : no('NotHigher');
}
