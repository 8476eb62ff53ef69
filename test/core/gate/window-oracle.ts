/** What the windows have to agree with: croner, a scheduler with its own handling of time zones. */
import { Cron } from 'croner';
import * as fc from 'fast-check';
import { WEEKDAYS, type Window } from '../../../lib/core/gate/windows.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Among them: a shift of half an hour, the other hemisphere, shifts around Ramadan, far ahead of UTC, none. */
export const ZONES = [
  'Europe/Helsinki',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
] as const;

export const BEGIN = Date.UTC(2026, 0, 1);
export const END = Date.UTC(2028, 0, 1);

/** A time span in which a window is open, half-open; never empty. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A window from `mon,tue 09:00-16:00 Europe/Helsinki`; the days may be `daily`. */
export function windowFrom(text: string): Window {
  const [days = '', times = '', timeZone = ''] = text.split(' ');
  const [from = '', to = ''] = times.split('-');
  return {
    days: WEEKDAYS.filter((day) => days === 'daily' || days.split(',').includes(day)),
    from: minutesOfDay(from),
    to: minutesOfDay(to),
    timeZone,
  };
}

/** The minutes from midnight to `09:00`. */
export function minutesOfDay(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** The spans that overlap the time from `begin` to `end`, in order. */
export function spans(window: Window, begin: number, end: number): readonly Span[] {
  const overnight = window.to <= window.from || window.to === 1440;
  const openings = runs(window, 0, [begin - 3 * DAY, end]);
  const closing = { ...window, from: window.to % 1440 };
  const closings = runs(closing, overnight ? 1 : 0, [begin - 3 * DAY, end + 3 * DAY]);
  return openings.flatMap((from) => {
    const to = closings.find((instant) => (overnight ? instant > from : instant >= from));
    return to === undefined || to === from || to <= begin ? [] : [{ from, to }];
  });
}

/** The instants at which the clock of the zone changes in 2026 and 2027. */
export function changes(timeZone: string): readonly number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offset = (instant: number): string | undefined => format.format(instant).split(', ')[1];
  const found: number[] = [];
  for (let instant = BEGIN; instant < END; instant += HOUR / 2)
    if (offset(instant) !== offset(instant - HOUR / 2)) found.push(instant);
  return found;
}

/** Windows of which many begin or end in the hours in which clocks change. */
export function windowsIn(timeZone: string): fc.Arbitrary<Window> {
  const minute = fc.oneof(
    fc.integer({ min: 0, max: 1439 }),
    fc.integer({ min: 4, max: 16 }).map((quarters) => quarters * 15),
  );
  const days = fc.oneof(fc.subarray([...WEEKDAYS]), fc.constant(WEEKDAYS));
  const to = fc.oneof(minute, fc.constantFrom(1440, undefined));
  return fc
    .record({ days, from: minute, to })
    .map((window) => ({ ...window, to: window.to ?? window.from, timeZone }));
}

/** Whole seconds of 2026 and 2027, of which many are near a change of the clocks. */
export function instantsIn(timeZone: string): fc.Arbitrary<number> {
  const anywhere = fc.integer({ min: BEGIN / 1000, max: END / 1000 }).map((seconds) => seconds * 1000);
  const places = changes(timeZone);
  if (places.length === 0) return anywhere;
  const near = fc
    .tuple(fc.constantFrom(...places), fc.integer({ min: -36 * 60, max: 36 * 60 }))
    .map(([place, minutes]) => place + minutes * MINUTE);
  return fc.oneof(anywhere, near, near);
}

/** When a job that starts at `from`, some days later than the days of the window, would run. */
function runs(window: Window, later: number, [begin, end]: readonly [number, number]): readonly number[] {
  const days = window.days.map((day) => (WEEKDAYS.indexOf(day) + 1 + later) % 7);
  if (days.length === 0) return [];
  const cron = new Cron(`0 ${window.from % 60} ${Math.floor(window.from / 60)} * * ${days.join(',')}`, {
    timezone: window.timeZone,
    paused: true,
  });
  const found: number[] = [];
  for (let run = cron.nextRun(new Date(begin)); run !== null && run.getTime() < end; run = cron.nextRun(run))
    found.push(run.getTime());
  return found;
}
