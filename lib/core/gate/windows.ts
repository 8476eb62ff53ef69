/**
 * Change windows: the times of the week at which updates may start.
 *
 * A window opens on each of its days at `from` and closes at `to`, by the clock of its zone; at `to` itself it is closed.
 *
 * - `to` before `from`: it closes on the next day, and belongs to the day on which it opens.
 * - `to` equal to `from`: it is open for a whole day, until the same time of the next day.
 * - Clocks turned forward: if `from` does not exist, it opens at the jump; if `to` does not, it closes at the jump. A window
 *   within the missing hour does not open on that day.
 * - Clocks turned back: of a time that comes twice the first counts, for `from` and for `to`. A window that has closed does
 *   not open again in the repeated hour.
 */
import { toInstant, toWallTime } from './time-zone.ts';

/** Days of the week in order. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Window {
  /** The days on which it opens. */
  readonly days: readonly Weekday[];
  /** Minutes since midnight, 0 to 1439. */
  readonly from: number;
  /** Minutes since midnight, 0 to 1440. At most `from`: of the next day. */
  readonly to: number;
  /** The name of an IANA zone, such as `Europe/Helsinki`. */
  readonly timeZone: string;
}

const MINUTE = 60_000;
const MINUTES_A_DAY = 1_440;
const DAY = MINUTES_A_DAY * MINUTE;
// 1970-01-01 was a Thursday.
const FIRST_WEEKDAY = WEEKDAYS.indexOf('thu');
// A week, and one more for a window of one day that clocks turned forward skip.
const DAYS_AHEAD = 15;

/** Whether any of the windows is open at `now`, in milliseconds since the epoch. */
export function isOpen(windows: readonly Window[], now: number): boolean {
  return windows.some((window) => isWithin(window, now));
}

/**
 * The earliest time later than `now` at which a window opens, in milliseconds since the epoch; other windows may be open
 * then and now. Undefined if none opens within 15 days, as without windows or days.
 */
export function nextOpening(windows: readonly Window[], now: number): number | undefined {
  const openings = windows.flatMap((window) => openingAfter(window, now) ?? []);
  return openings.length === 0 ? undefined : Math.min(...openings);
}

function isWithin(window: Window, now: number): boolean {
  const wall = toWallTime(now, window.timeZone);
  const today = Math.floor(wall / DAY);
  return [today - 1, today].some((day) => {
    const since = wall - wallTime(day, window.from);
    return opensOn(window, day) && since >= 0 && since < length(window);
  });
}

function openingAfter(window: Window, now: number): number | undefined {
  const today = Math.floor(toWallTime(now, window.timeZone) / DAY);
  for (let day = today; day <= today + DAYS_AHEAD; day += 1) {
    if (!opensOn(window, day)) continue;
    const opening = toInstant(wallTime(day, window.from), window.timeZone);
    if (opening > now && isWithin(window, opening)) return opening;
  }
  return undefined;
}

/** Days are counted from 1970-01-01 of the zone's calendar. */
function opensOn({ days }: Window, day: number): boolean {
  const weekday = WEEKDAYS[(day + FIRST_WEEKDAY) % WEEKDAYS.length];
  return weekday !== undefined && days.includes(weekday);
}

function wallTime(day: number, minutes: number): number {
  return day * DAY + minutes * MINUTE;
}

/** How long it is open, in milliseconds of the wall clock. */
function length({ from, to }: Window): number {
  return (to > from ? to - from : to - from + MINUTES_A_DAY) * MINUTE;
}
