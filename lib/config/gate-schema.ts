/** Gates of a rule: `minimumAge` and `windows`. */
import * as v from 'valibot';
import { parseDuration } from '../core/gate/duration.ts';
import { isTimeZone } from '../core/gate/time-zone.ts';
import { WEEKDAYS, type Weekday, type Window } from '../core/gate/windows.ts';
import { mapping } from './mapping.ts';
import { parsedBy, type Parsed } from './text-schema.ts';

const MAX_WINDOWS = 20;

const DURATION_FORM = 'a duration such as `90m`, `72h`, `3d` or `1d12h`';

const DAY = `(?:${WEEKDAYS.join('|')})`;
const ITEM = `${DAY}(?:-${DAY})?`;
const DAYS = new RegExp(`^${ITEM}(?:, ?${ITEM})*$`);
const DAYS_FORM =
  'days of the week, such as `mon-thu` or `mon,wed-fri`, in lower case (in quotes within `{…}` if there is a comma)';

const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
const FROM = new RegExp(`^${TIME}$`);
const TO = new RegExp(`^(?:${TIME}|24:00)$`);
const FROM_FORM = 'a time from `00:00` to `23:59`, with two digits each, such as `09:00`';
const TO_FORM = 'a time from `00:00` to `24:00`, with two digits each, such as `16:00`';

const ZONE_FORM = 'the name of an IANA time zone, such as `Europe/Helsinki` or `UTC`';

/** The age of a push before it is applied; the value is in milliseconds. */
export const minimumAgeSchema = v.pipe(
  v.string(DURATION_FORM),
  // For editors: the order and the sum of the units are checked by the parser.
  v.regex(/^(?:[0-9]{1,8}(?:d|h|m|s)){1,4}$/, DURATION_FORM),
  v.description(
    'How old a push must be before it is applied, such as `90m`, `72h` or `1d12h`; at most 365 days. Counted from the publish time of the event; in a reconcile run from the upload of the digest.',
  ),
  v.examples(['72h', '1d12h']),
  parsedBy(parseDuration),
);

const days = v.pipe(
  v.string(DAYS_FORM),
  v.regex(DAYS, DAYS_FORM),
  v.description(
    'Days on which the window opens: days and ranges of days, with commas between them, such as `mon-thu` or `mon,wed-fri`. A range may cross the end of the week (`fri-mon`).',
  ),
  v.examples(['mon-thu', 'mon,wed-fri']),
  parsedBy(parseDays),
);

const from = v.pipe(
  v.string(FROM_FORM),
  v.regex(FROM, FROM_FORM),
  v.description(
    'Time at which the window opens. If clocks are turned forward past it, the window opens at that moment; if the time comes twice, at the first.',
  ),
  v.examples(['09:00']),
  v.transform(minutesOfDay),
);

const to = v.pipe(
  v.string(TO_FORM),
  v.regex(TO, TO_FORM),
  v.description(
    'Time at which the window closes. Before `from`: on the next day. Equal to `from`: it is open for a whole day.',
  ),
  v.examples(['16:00']),
  v.transform(minutesOfDay),
);

const timeZone = v.pipe(
  v.string(ZONE_FORM),
  v.description('IANA time zone of the days and times.'),
  v.examples(['Europe/Helsinki']),
  parsedBy(readTimeZone),
);

const window = v.pipe(
  mapping({ days: v.optional(days, 'mon-sun'), from, to, timeZone: v.optional(timeZone, 'UTC') }),
  v.transform((parsed): Window => parsed),
);

/** The windows in which updates may start. */
export const windowsSchema = v.pipe(
  v.array(window, 'a list of windows'),
  v.minLength(1, 'at least one window'),
  v.maxLength(MAX_WINDOWS, `at most ${MAX_WINDOWS} windows`),
  v.description(
    `Times of the week at which updates may start: an update needs one open window. At most ${MAX_WINDOWS}.`,
  ),
  // Not `v.examples`, which expects the parsed form here.
  v.metadata({ examples: [[{ days: 'mon-thu', from: '09:00', to: '16:00', timeZone: 'Europe/Helsinki' }]] }),
);

/** The days in the order of the week, each once. */
function parseDays(text: string): Parsed<readonly Weekday[]> {
  const named = new Set<number>();
  for (const item of text.split(/, ?/)) {
    const [first, last] = item.split('-').map((day) => WEEKDAYS.findIndex((each) => each === day));
    if (first === undefined || first === last) return { invalid: 'a range of two different days' };
    for (let day = first; ; day = (day + 1) % WEEKDAYS.length) {
      named.add(day);
      if (day === (last ?? first)) break;
    }
  }
  return { value: WEEKDAYS.filter((_, index) => named.has(index)) };
}

function minutesOfDay(text: string): number {
  const [hours, minutes] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function readTimeZone(text: string): Parsed<string> {
  return isTimeZone(text) ? { value: text } : { invalid: ZONE_FORM };
}
