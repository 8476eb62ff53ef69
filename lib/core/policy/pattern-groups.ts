/** What the named groups of a `pattern:` mean, by the beginning of their names, and how two tags compare in one. */
import { printable } from '../text/printable.ts';
import { compareNumbers, compareTexts, compareVersions, type Compare } from './order.ts';
import { no, type Refusal } from './policy.ts';
import { textOrderHint } from './text-order-hint.ts';
import { parseVersion } from './version.ts';

/** Undefined for a group that took no part in the match: it is absent, which is not the empty text. */
export type GroupText = string | undefined;

interface Meaning {
  readonly compare: Compare;
  /** Why two present texts of the group, or one of them alone, cannot be compared. */
  readonly whyNot: (group: string, texts: readonly string[]) => Refusal;
  /** What to tell of a pushed text that is lower than the current one. */
  readonly lowerHint?: (current: string, pushed: string) => string | undefined;
}

/** A group that orders tags. */
export interface GroupOrder extends Meaning {
  readonly name: string;
}

const VERSIONS: Meaning = {
  compare: compareVersions,
  whyNot: (group, texts) => {
    const wrong = texts.find((text) => parseVersion(text) === undefined);
    return wrong === undefined ? no('OtherVariant') : no('NotAVersion', expected(group, 'a version', wrong));
  },
  lowerHint: (current, pushed) => {
    const [version, other] = [parseVersion(current), parseVersion(pushed)];
    return version && other && textOrderHint(version, other);
  },
};
const NUMBERS: Meaning = {
  compare: compareNumbers,
  whyNot: (group, texts) => {
    const wrong = texts.find((text) => compareNumbers(text, text) === undefined) ?? '';
    return no('NotComparable', expected(group, 'digits', wrong));
  },
};
const TEXTS: Meaning = { compare: compareTexts, whyNot: () => no('NotComparable') };

const MEANINGS: readonly (readonly [prefix: string, meaning: 'track' | Meaning])[] = [
  ['track', 'track'],
  ['semver', VERSIONS],
  ['number', NUMBERS],
  ['text', TEXTS],
];

/** The beginnings of names that have a meaning. */
export const GROUP_PREFIXES: readonly string[] = MEANINGS.map(([prefix]) => prefix);

/** What a group of this name is for; undefined for a name without meaning. */
export function groupMeaning(name: string): 'track' | GroupOrder | undefined {
  const meaning = MEANINGS.find(([prefix]) => name.startsWith(prefix))?.[1];
  return typeof meaning === 'object' ? { ...meaning, name } : meaning;
}

/** A hint for the group that makes a pushed tag lower, where there is one. */
export function lowerHint(order: GroupOrder, current: GroupText, pushed: GroupText): string | undefined {
  return current === undefined || pushed === undefined ? undefined : order.lowerHint?.(current, pushed);
}

/**
 * Negative, 0 or positive as `a` is lower, equal or higher than `b`; an absent group equals an absent one and is lower than
 * any present one. A refusal where they cannot be compared, which a present text alone may be the cause of.
 */
export function compareGroups(order: GroupOrder, a: GroupText, b: GroupText): number | Refusal {
  const present = [a, b].filter((text) => text !== undefined);
  const [first, second = first] = present;
  if (first === undefined || second === undefined) return 0;
  const compared = order.compare(first, second);
  if (compared === undefined) return order.whyNot(order.name, present);
  return present.length === 2 ? compared : Number(a !== undefined) - Number(b !== undefined);
}

function expected(group: string, what: string, text: string): string {
  return `expected ${what} in the group \`${printable(group, 64)}\`, got \`${printable(text, 64)}\``;
}
