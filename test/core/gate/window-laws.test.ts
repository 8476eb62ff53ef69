/** What holds for any windows, with croner as the oracle; and that each property can fail. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isOpen, nextOpening, WEEKDAYS, type Window } from '../../../lib/core/gate/windows.ts';
import {
  BEGIN,
  changes,
  DAY,
  END,
  instantsIn,
  MINUTE,
  minutesOfDay,
  spans,
  windowFrom,
  windowsIn,
  ZONES,
} from './window-oracle.ts';

const HELSINKI = 'Europe/Helsinki';

interface Subject {
  readonly isOpen: typeof isOpen;
  readonly nextOpening: typeof nextOpening;
}

const PRODUCTION: Subject = { isOpen, nextOpening };

/** A window at a time is open, and opens next, as croner says. */
function agreement(zone: string, subject: Subject): fc.IProperty<[Window, number]> {
  return fc.property(windowsIn(zone), instantsIn(zone), (window, now) => {
    const expected = spans(window, now, now + 16 * DAY);
    assert.equal(
      subject.isOpen([window], now),
      expected.some(({ from, to }) => from <= now && now < to),
    );
    assert.equal(subject.nextOpening([window], now), expected.find(({ from }) => from > now)?.from);
  });
}

/** What holds for several windows, whatever a clock shows. */
function law(zone: string, subject: Subject): fc.IProperty<[Window[], number, number]> {
  const several = fc.array(windowsIn(zone), { maxLength: 3 });
  return fc.property(several, instantsIn(zone), fc.nat({ max: 999 }), (windows, now, share) => {
    const opening = subject.nextOpening(windows, now);
    assert.equal(
      opening === undefined,
      windows.every(({ days }) => days.length === 0),
    );
    if (opening === undefined) return assert.ok(!subject.isOpen(windows, now));
    assert.ok(opening > now);
    assert.ok(subject.isOpen(windows, opening));
    if (subject.isOpen(windows, now)) return;
    assert.ok(!subject.isOpen(windows, opening - 1));
    assert.ok(!subject.isOpen(windows, now + Math.floor(((opening - now) * share) / 1000)));
  });
}

/** Minute by minute around each change of the clocks, it opens and closes when croner says, and only then. */
function steps(zone: string, subject: Subject): fc.IProperty<[Window, number]> {
  return fc.property(windowsIn(zone), fc.constantFrom(...changes(zone)), (window, change) => {
    const [begin, end] = [change - DAY / 4, change + DAY / 4];
    const expected = spans(window, begin - MINUTE, end);
    for (let now = begin; now < end; now += MINUTE) {
      const before = subject.isOpen([window], now - 1);
      const after = subject.isOpen([window], now);
      const opens = expected.some(({ from }) => from === now);
      const closes = expected.some(({ to }) => to === now);
      assert.equal(after, opens || (before && !closes));
    }
  });
}

describe('openings of 2026 and 2027', () => {
  const texts = [
    'mon,tue,wed,thu 09:00-16:00',
    'daily 02:15-03:45',
    'sat,sun 22:30-01:30',
    'sun 01:45-01:45',
    'daily 03:10-00:00',
    'tue 00:00-24:00',
  ];
  for (const zone of ZONES) {
    it(`in ${zone} are those of croner`, () => {
      for (const window of texts.map((text) => windowFrom(`${text} ${zone}`))) {
        const expected = spans(window, BEGIN, END).flatMap(({ from }) => (from > BEGIN ? [from] : []));
        const found: number[] = [];
        let now = nextOpening([window], BEGIN);
        while (now !== undefined && now < END && found.length <= expected.length) {
          found.push(now);
          now = nextOpening([window], now);
        }
        assert.ok(found.length > 100);
        assert.deepEqual(found, expected);
      }
    });
  }
});

describe('any windows', () => {
  for (const zone of ZONES) {
    it(`in ${zone} agree with croner at any time`, () => fc.assert(agreement(zone, PRODUCTION)));
    it(`in ${zone} are closed until the next opening, and open then`, () => fc.assert(law(zone, PRODUCTION)));
  }

  for (const zone of ZONES.filter((each) => changes(each).length > 0))
    it(`in ${zone} change only at openings and closings when clocks change`, () =>
      fc.assert(steps(zone, PRODUCTION), { numRuns: 20 }));
});

describe('the properties of windows', () => {
  const shifted = (windows: readonly Window[], minute: number): Window[] =>
    windows.map((window) => ({ ...window, to: (window.to + minute) % 1440 }));
  const fixedOffset = (windows: readonly Window[]): Window[] =>
    windows.map((window) => ({ ...window, timeZone: 'Etc/GMT-2' }));
  const sameDay = (windows: readonly Window[]): Window[] => windows.filter(({ from, to }) => to > from);
  const mutations: readonly (readonly [title: string, mutation: Subject])[] = [
    ['closes a minute late', { ...PRODUCTION, isOpen: (windows, now) => isOpen(shifted(windows, 1), now) }],
    ['knows no summer time', { ...PRODUCTION, isOpen: (windows, now) => isOpen(fixedOffset(windows), now) }],
    ['never crosses midnight', { ...PRODUCTION, isOpen: (windows, now) => isOpen(sameDay(windows), now) }],
    [
      'is open at `to` itself',
      { ...PRODUCTION, isOpen: (windows, now) => isOpen(windows, now) || isOpen(windows, now - 1) },
    ],
    ['is open again in the hour that comes twice', { ...PRODUCTION, isOpen: shownTimeIsOpen }],
  ];
  for (const [title, mutation] of mutations)
    it(`notice a window that ${title}`, () => assert.ok(fails(steps(HELSINKI, mutation))));

  const openings: readonly (readonly [title: string, next: typeof nextOpening])[] = [
    ['now', (windows, now) => (isOpen(windows, now) ? now : nextOpening(windows, now))],
    ['a week after the last one', weekLater],
    ['by a fixed offset', (windows, now) => nextOpening(fixedOffset(windows), now)],
    ['never', () => undefined],
    ['the one after the next', (windows, now) => nextOpening(windows, nextOpening(windows, now) ?? now)],
  ];
  for (const [title, next] of openings) {
    const mutation = { ...PRODUCTION, nextOpening: next };
    it(`notice the next opening ${title}`, () => {
      assert.ok(fails(agreement(HELSINKI, mutation)));
      assert.ok(fails(law(HELSINKI, mutation)));
    });
  }

  it('notice the hour that comes twice and nothing else, where the clock as shown decides', () => {
    const hours = Array.from({ length: 24 * 14 }, (_, hour) => Date.UTC(2026, 6, 1) + hour * 60 * MINUTE);
    for (const text of [`mon,tue,wed,thu 09:00-16:00 ${HELSINKI}`, `fri,sat 22:00-06:00 ${HELSINKI}`])
      for (const now of hours)
        assert.equal(shownTimeIsOpen([windowFrom(text)], now), isOpen([windowFrom(text)], now));
  });
});

function fails<T>(property: fc.IProperty<T>): boolean {
  return fc.check(property, { numRuns: 1000, endOnFailure: true }).failed;
}

const CLOCK = new Intl.DateTimeFormat('en-US', {
  timeZone: HELSINKI,
  weekday: 'short',
  hour: 'numeric',
  minute: 'numeric',
  hourCycle: 'h23',
});

/** By what the clock of Helsinki shows now, also the second time. */
function shownTimeIsOpen(windows: readonly Window[], now: number): boolean {
  const [weekday = '', time = ''] = CLOCK.format(now).toLowerCase().split(' ');
  const today = WEEKDAYS.findIndex((day) => weekday.startsWith(day));
  const shown = Date.UTC(2026, 0, 5 + today) + minutesOfDay(time) * MINUTE;
  return isOpen(
    windows.map((window) => ({ ...window, timeZone: 'UTC' })),
    shown,
  );
}

/** The same time of the week as the opening of the week before, wrong when clocks change in between. */
function weekLater(windows: readonly Window[], now: number): number | undefined {
  const before = nextOpening(windows, now - 7 * DAY);
  return before === undefined ? undefined : before + 7 * DAY;
}
