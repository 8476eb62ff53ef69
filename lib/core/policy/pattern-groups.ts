/** The meaning of named groups of a `pattern:`, by the prefix of their names, and how two tags are compared in a group. */
import { printable } from '../text/printable.ts';
import { compareNumbers, compareTexts, compareVersions } from './order.ts';
import { no, type Refusal } from './policy.ts';
import { textOrderHint } from './text-order-hint.ts';
import { parseVersion } from './version.ts';

/** Undefined for a group that did not match: it is absent, which differs from the empty text. */
export type GroupText = string | undefined;

interface Meaning {
  /** The order of two present texts of the group, or why they cannot be compared. */
  readonly compare: (group: string, a: string, b: string) => number | Refusal;
  /** A replacement for an absent text, to check whether a present one can be compared; default: the present one itself. */
  readonly absentAs?: string;
  /** A hint for a pushed text that is lower than the current one. */
  readonly hintAtOrder?: (current: string, pushed: string) => string | undefined;
}

/** A group that orders tags. */
export interface GroupOrder extends Meaning {
  readonly name: string;
}

const VERSIONS: Meaning = {
  compare: (group, a, b) => {
    const order = compareVersions(a, b);
    if (order !== undefined) return order;
    const wrong = [a, b].find((text) => parseVersion(text) === undefined);
    return wrong === undefined ? no('OtherVariant') : no('NotAVersion', expected(group, 'a version', wrong));
  },
  // Without a variant: else an absent group would be between two variants, and the order of pushes would decide.
  absentAs: '0.0.0',
  hintAtOrder: (current, pushed) => {
    const [version, other] = [parseVersion(current), parseVersion(pushed)];
    return version && other && textOrderHint(version, other);
  },
};
const NUMBERS: Meaning = {
  compare: (group, a, b) => {
    const order = compareNumbers(a, b);
    if (order !== undefined) return order;
    const wrong = [a, b].find((text) => compareNumbers(text, text) === undefined) ?? '';
    return no('NotComparable', expected(group, 'digits', wrong));
  },
};
const TEXTS: Meaning = { compare: (_group, a, b) => compareTexts(a, b) };

const MEANINGS: readonly (readonly [prefix: string, meaning: 'track' | Meaning])[] = [
  ['track', 'track'],
  ['semver', VERSIONS],
  ['number', NUMBERS],
  ['text', TEXTS],
];

/** The prefixes with a meaning. */
export const GROUP_PREFIXES: readonly string[] = MEANINGS.map(([prefix]) => prefix);

/** The meaning of a group with this name; undefined for an unknown prefix. */
export function groupMeaning(name: string): 'track' | GroupOrder | undefined {
  const meaning = MEANINGS.find(([prefix]) => name.startsWith(prefix))?.[1];
  return typeof meaning === 'object' ? { ...meaning, name } : meaning;
}

/** A hint for the group because of which the pushed tag is lower, if there is one. */
export function lowerHint(order: GroupOrder, current: GroupText, pushed: GroupText): string | undefined {
  return current === undefined || pushed === undefined ? undefined : order.hintAtOrder?.(current, pushed);
}

/**
 * Negative, 0 or positive if `a` is lower, equal or higher than `b`; an absent group equals an absent one and is lower than any
 * present one, except for a version with a variant: these cannot be ordered. A rejection if they cannot be compared, which a
 * single present text may cause.
 */
export function compareGroups(order: GroupOrder, a: GroupText, b: GroupText): number | Refusal {
  const [first, second] = [a, b].filter((text) => text !== undefined);
  if (first === undefined) return 0;
  const compared = order.compare(order.name, first, second ?? order.absentAs ?? first);
  if (typeof compared === 'object' || second !== undefined) return compared;
  return Number(a !== undefined) - Number(b !== undefined);
}

function expected(group: string, what: string, text: string): string {
  return `expected ${what} in the group \`${printable(group, 64)}\`, got \`${printable(text, 64)}\``;
}
