/** Orders of parts of tags. The result is negative, 0 or positive if `a` is lower, equal or higher than `b`. */
import { newer, no, same, type PolicyVerdict } from './policy.ts';
import { isSameVariant } from './variant.ts';
import { parseVersion } from './version.ts';

const DIGITS = /^[0-9]+$/u;

/** Versions in the order of semver.org; undefined unless both are versions of the same variant. */
export function compareVersions(a: string, b: string): number | undefined {
  const [version, other] = [parseVersion(a), parseVersion(b)];
  if (version === undefined || other === undefined || !isSameVariant(version, other)) return undefined;
  return version.compare(other);
}

/** Numbers of any size, without leading zeros; undefined unless both consist of digits. */
export function compareNumbers(a: string, b: string): number | undefined {
  return DIGITS.test(a) && DIGITS.test(b) ? compare(BigInt(a), BigInt(b)) : undefined;
}

/** Texts by code point: tags are ASCII, so JavaScript's order is the same. */
export function compareTexts(a: string, b: string): number {
  return compare(a, b);
}

function compare<T extends bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The verdict of a policy that is ordered by version, from the order of the pushed and the current tag. */
export function verdictFor(order: number): PolicyVerdict {
  if (order === 0) return same;
  return order > 0 ? newer : no('NotHigher');
}
