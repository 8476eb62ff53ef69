/**
 * `pattern:<regex>`: RE2 syntax; the whole pushed tag and the whole current tag must match. Named groups have a meaning:
 * `track…` must be equal in both tags; `semver…`, `number…` and `text…` order them, the first group first. Absent groups are
 * equal, and lower than a present group (see pattern-groups.ts). The engine runs in linear time, so patterns may come from
 * anybody.
 */
import { RE2JS } from 're2js';
import { printable } from '../text/printable.ts';
import { verdictFor } from './order.ts';
import {
  compareGroups,
  groupMeaning,
  GROUP_PREFIXES,
  lowerHint,
  type GroupOrder,
  type GroupText,
} from './pattern-groups.ts';
import { newer, no, type PolicyVerdict, type ParsedPolicy } from './policy.ts';

/** A parsed pattern; groups are identified by number. */
interface Pattern {
  readonly expression: RE2JS;
  readonly tracks: readonly number[];
  /** In order of appearance. */
  readonly orders: readonly { readonly group: number; readonly order: GroupOrder }[];
}

// Linear time still grows with the pattern: 500 characters with counted repetitions become 80,000 instructions, which need half
// a second for a tag. Patterns for tags have a few dozen.
const MAX_INSTRUCTIONS = 1_000;

// Compiling such a pattern is slow too, so its repetitions are counted first. A tag has at most 128 characters.
const MAX_REPEATS = 128;
const REPEAT = /\{(\d{1,9})(?:,(\d{0,9}))?\}/g;

/** Parses the text after `pattern:`; `text` is the whole policy. */
export function pattern(regex: string, text: string): ParsedPolicy {
  const parsed = parsePattern(regex);
  if ('wrong' in parsed) {
    return { invalid: `expected an RE2 expression, got \`${printable(regex, 64)}\`: ${parsed.wrong}` };
  }
  const orderedBy = parsed.orders.length > 0 ? 'version' : 'time';
  return { policy: { text, orderedBy, evaluate: (current, pushed) => evaluate(parsed, current, pushed) } };
}

function parsePattern(regex: string): Pattern | { readonly wrong: string } {
  if (regex === '') return { wrong: 'it is empty' };
  const repeats = repeatsIn(regex);
  if (repeats > MAX_REPEATS)
    return { wrong: `its repetition counts add up to ${repeats}, at most ${MAX_REPEATS} are allowed` };
  const expression = compile(regex);
  if ('wrong' in expression) return expression;
  const size = expression.programSize();
  if (size > MAX_INSTRUCTIONS)
    return { wrong: `it compiles to ${size} instructions, at most ${MAX_INSTRUCTIONS} are allowed` };
  return readGroups(expression);
}

/** The sum of all counts, as in `{3}`, `{2,5}` and `{4,}`. */
function repeatsIn(regex: string): number {
  const counts = Array.from(regex.matchAll(REPEAT), ([, least = '', most = '']) =>
    Number(most === '' ? least : most),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function compile(regex: string): RE2JS | { readonly wrong: string } {
  try {
    return RE2JS.compile(regex);
  } catch (refused) {
    return { wrong: printable(String(refused).replace(/^.*?regexp: /u, '')) };
  }
}

function readGroups(expression: RE2JS): Pattern | { readonly wrong: string } {
  const tracks: number[] = [];
  const orders: { group: number; order: GroupOrder }[] = [];
  const byNumber = Object.entries(expression.namedGroups()).toSorted(([, a], [, b]) => a - b);
  for (const [name, group] of byNumber) {
    const meaning = groupMeaning(name);
    if (meaning === undefined) {
      const known = GROUP_PREFIXES.join(', ');
      return { wrong: `the group name \`${printable(name, 64)}\` does not begin with one of ${known}` };
    }
    if (meaning === 'track') tracks.push(group);
    else orders.push({ group, order: meaning });
  }
  return { expression, tracks, orders };
}

function evaluate(policy: Pattern, current: string | undefined, pushed: string): PolicyVerdict {
  const next = match(policy.expression, pushed);
  if (next === undefined) return no('NoMatch');
  if (current === undefined) return no('NoTag');
  const now = match(policy.expression, current);
  if (now === undefined) return no('OtherVariant');
  if (policy.tracks.some((group) => next(group) !== now(group))) return no('OtherTrack');
  return policy.orders.length === 0 ? newer : compareMatches(policy.orders, now, next);
}

function compareMatches(orders: Pattern['orders'], now: Groups, next: Groups): PolicyVerdict {
  // All groups are compared, also after the first difference, because an invalid text is rejected in every group.
  const compared = orders.map(({ group, order }) => compareGroups(order, next(group), now(group)));
  const refusal = compared.find((order) => typeof order === 'object');
  if (refusal !== undefined) return refusal;
  const decisive = compared.findIndex((order) => order !== 0);
  const verdict = verdictFor(Number(compared[decisive] ?? 0));
  const lower = verdict.may === 'no' ? orders[decisive] : undefined;
  if (lower === undefined) return verdict;
  return no('NotHigher', lowerHint(lower.order, now(lower.group), next(lower.group)));
}

/** The texts of the groups by number. */
type Groups = (group: number) => GroupText;

/** Undefined unless the whole tag matches. */
function match(expression: RE2JS, tag: string): Groups | undefined {
  const matcher = expression.matcher(tag);
  return matcher.matches() ? (group) => matcher.group(group) ?? undefined : undefined;
}
