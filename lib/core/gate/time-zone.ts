/**
 * Wall clocks of IANA time zones, by `Intl` alone. A wall time is the milliseconds since the epoch at which a clock in UTC
 * shows the same date and time.
 *
 * The wall clock of this file never goes back: it reaches each time once, at the first instant. If the zone's clock is
 * turned back from 04:00 to 03:00, it stays at the last millisecond before 04:00 for an hour. If the zone's clock is turned
 * forward, both jump.
 */

const HOUR = 3_600_000;
const MINUTE = 60_000;
// Offsets range from -12 to +14 hours: a wall time, read as UTC, is at most 14 hours from its instant.
const AROUND = 26 * HOUR;

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d))?/;

// A formatter costs 50 times as much as its use. The zones are those of the configuration.
const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

/** Whether `Intl` knows this name, such as `Europe/Helsinki`, in any case. Offsets such as `+03:00` are not names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    formatter(name);
    return true;
  } catch {
    return false;
  }
}

/** The wall time at an instant, both in milliseconds. When an hour comes the second time, it stays at the end of the first. */
export function toWallTime(instant: number, timeZone: string): number {
  const before = offset(instant - AROUND, timeZone);
  const now = offset(instant, timeZone);
  const wall = instant + now;
  if (before <= now) return wall;
  const turnedBack = transition(instant - AROUND, instant, timeZone);
  return Math.max(wall, turnedBack + before - 1);
}

/** The first instant at which the wall clock shows this time or a later one. Times that do not exist are the jump. */
export function toInstant(wall: number, timeZone: string): number {
  const before = offset(wall - AROUND, timeZone);
  const after = offset(wall + AROUND, timeZone);
  const [first, second] = [wall - before, wall - after];
  if (offset(first, timeZone) === before) return first;
  return offset(second, timeZone) === after ? second : transition(second, first, timeZone);
}

/** The first instant with the offset of `until`, which is not that of `from`. Clocks change on a whole minute. */
function transition(from: number, until: number, timeZone: string): number {
  const changed = offset(until, timeZone);
  let [low, high] = [Math.floor(from / MINUTE), Math.ceil(until / MINUTE)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle * MINUTE, timeZone) === changed) high = middle;
    else low = middle;
  }
  return high * MINUTE;
}

/** What the zone's clock adds to UTC, in milliseconds. */
function offset(instant: number, timeZone: string): number {
  const [, sign, hours = 0, minutes = 0] = OFFSET.exec(formatter(timeZone).format(instant)) ?? [];
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE;
  return sign === '-' ? -size : size;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  const cached = FORMATTERS.get(timeZone);
  if (cached !== undefined) return cached;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  FORMATTERS.set(timeZone, made);
  return made;
}
