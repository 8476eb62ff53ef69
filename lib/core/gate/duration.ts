/** Durations of the configuration and of annotations: `45s`, `90m`, `72h`, `3d`, or several units, `1d12h`. */
import { printable } from '../text/printable.ts';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;
const [[, DAY]] = UNITS;

// At most 8 digits, so that every sum is exact. `\d` matches ASCII digits only.
const FORM = /^(?=\d)(?:(\d{1,8})d)?(?:(\d{1,8})h)?(?:(\d{1,8})m)?(?:(\d{1,8})s)?$/;

/** The longest duration, 365 days, in milliseconds. */
export const MAX_DURATION = 365 * DAY;

/** A duration in milliseconds, or a sentence with the expected and the actual text, printable. */
export type ParsedDuration = { readonly value: number } | { readonly invalid: string };

/**
 * Parses whole numbers with units from large to small, each unit at most once. A day has 24 hours. The sum is more than 0
 * and at most {@link MAX_DURATION}.
 */
export function parseDuration(text: string): ParsedDuration {
  const match = FORM.exec(text);
  if (match === null) return invalid('a duration such as `90m`, `72h`, `3d` or `1d12h`', text);
  const [, ...counts] = match;
  const value = UNITS.reduce((sum, [, ms], index) => sum + Number(counts[index] ?? 0) * ms, 0);
  if (value === 0) return invalid('a duration of more than 0', text);
  return value > MAX_DURATION ? invalid('a duration of at most 365 days', text) : { value };
}

function invalid(expected: string, text: string): ParsedDuration {
  return { invalid: `expected ${expected}, got \`${printable(text, 64)}\`` };
}
