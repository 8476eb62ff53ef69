import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isOpen, nextOpening, WEEKDAYS, type Window } from '../../../lib/core/gate/windows.ts';
import { BEGIN, changes, DAY, END, instantsIn, MINUTE, spans, windowsIn, ZONES } from './window-oracle.ts';

const at = (text: string): number => Date.parse(text);
const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const HELSINKI = 'Europe/Helsinki';

/** `mon,tue 09:00-16:00 Europe/Helsinki`. */
function parsed(text: string): Window {
  const [days = '', times = '', timeZone = ''] = text.split(' ');
  const [from = '', to = ''] = times.split('-');
  return {
    days: WEEKDAYS.filter((day) => days === 'daily' || days.split(',').includes(day)),
    from: minutes(from),
    to: minutes(to),
    timeZone,
  };
}

const OFFICE = 'mon,tue,wed,thu 09:00-16:00 Europe/Helsinki';

describe('a window', () => {
  const table: readonly (readonly [window: string, now: string, open: boolean])[] = [
    // Half-open. 2026-10-22 is a Thursday.
    [OFFICE, '2026-10-22T05:59:59.999Z', false],
    [OFFICE, '2026-10-22T06:00Z', true],
    [OFFICE, '2026-10-22T12:59:59.999Z', true],
    [OFFICE, '2026-10-22T13:00Z', false],
    [OFFICE, '2026-10-23T08:00Z', false],
    // Across midnight it belongs to the day on which it opens.
    ['fri 22:00-06:00 UTC', '2026-10-23T21:59:59Z', false],
    ['fri 22:00-06:00 UTC', '2026-10-23T22:00Z', true],
    ['fri 22:00-06:00 UTC', '2026-10-24T05:59:59Z', true],
    ['fri 22:00-06:00 UTC', '2026-10-24T06:00Z', false],
    ['fri 22:00-06:00 UTC', '2026-10-23T05:00Z', false],
    ['sun 22:00-06:00 UTC', '2026-10-26T05:00Z', true],
    // from = to is a whole day.
    ['fri 09:00-09:00 UTC', '2026-10-23T08:59:59Z', false],
    ['fri 09:00-09:00 UTC', '2026-10-23T09:00Z', true],
    ['fri 09:00-09:00 UTC', '2026-10-24T08:59:59Z', true],
    ['fri 09:00-09:00 UTC', '2026-10-24T09:00Z', false],
    ['fri 00:00-00:00 UTC', '2026-10-23T23:59:59Z', true],
    ['fri 00:00-24:00 UTC', '2026-10-23T23:59:59Z', true],
    ['fri 00:00-24:00 UTC', '2026-10-24T00:00Z', false],
    // The days are those of its zone.
    ['fri 00:00-24:00 Pacific/Apia', '2026-10-22T11:00Z', true],
    ['fri 00:00-24:00 Pacific/Apia', '2026-10-23T11:00Z', false],
    // 03:15 does not exist on 2026-03-29: clocks go from 03:00 to 04:00 at 01:00Z.
    [`sun 03:15-05:00 ${HELSINKI}`, '2026-03-29T00:59:59Z', false],
    [`sun 03:15-05:00 ${HELSINKI}`, '2026-03-29T01:00Z', true],
    [`sun 02:00-03:30 ${HELSINKI}`, '2026-03-29T00:59:59Z', true],
    [`sun 02:00-03:30 ${HELSINKI}`, '2026-03-29T01:00Z', false],
    [`sun 03:15-03:45 ${HELSINKI}`, '2026-03-29T01:00Z', false],
    // The hour from 03:00 comes twice on 2026-10-25, from 00:00Z and from 01:00Z.
    [`sun 03:15-03:45 ${HELSINKI}`, '2026-10-25T00:30Z', true],
    [`sun 03:15-03:45 ${HELSINKI}`, '2026-10-25T00:45Z', false],
    [`sun 03:15-03:45 ${HELSINKI}`, '2026-10-25T01:30Z', false],
    [`sun 03:15-04:00 ${HELSINKI}`, '2026-10-25T01:05Z', true],
    [`sun 03:15-04:00 ${HELSINKI}`, '2026-10-25T02:00Z', false],
    [`sun 04:00-05:00 ${HELSINKI}`, '2026-10-25T01:30Z', false],
    [`sun 04:00-05:00 ${HELSINKI}`, '2026-10-25T02:00Z', true],
  ];
  for (const [window, now, open] of table) {
    it(`${window} is ${open ? 'open' : 'closed'} at ${now}`, () => {
      assert.equal(isOpen([parsed(window)], at(now)), open);
    });
  }

  it('without days is never open and does not open', () => {
    const none = parsed('none 00:00-24:00 UTC');
    assert.deepEqual(none.days, []);
    assert.equal(isOpen([none], BEGIN), false);
    assert.equal(nextOpening([none], BEGIN), undefined);
  });

  it('of a zone that is not known is an error', () => {
    assert.throws(() => isOpen([parsed('daily 09:00-16:00 Mars/Phobos')], BEGIN), RangeError);
  });
});

describe('the next opening', () => {
  const table: readonly (readonly [window: string, now: string, opening: string])[] = [
    [OFFICE, '2026-10-15T13:00Z', '2026-10-19T06:00Z'],
    [OFFICE, '2026-10-22T13:00Z', '2026-10-26T07:00Z'],
    [OFFICE, '2026-03-26T14:00Z', '2026-03-30T06:00Z'],
    [OFFICE, '2026-10-22T05:59:59.999Z', '2026-10-22T06:00Z'],
    // While it is open, the next one.
    [OFFICE, '2026-10-22T06:00Z', '2026-10-26T07:00Z'],
    ['fri 09:00-09:00 UTC', '2026-10-23T09:00Z', '2026-10-30T09:00Z'],
    ['daily 09:00-09:00 UTC', '2026-10-23T10:00Z', '2026-10-24T09:00Z'],
    [`sun 03:15-05:00 ${HELSINKI}`, '2026-03-28T00:00Z', '2026-03-29T01:00Z'],
    [`sun 03:15-05:00 ${HELSINKI}`, '2026-10-24T00:00Z', '2026-10-25T00:15Z'],
    [`sun 03:15-05:00 ${HELSINKI}`, '2026-10-25T00:15Z', '2026-11-01T01:15Z'],
    // On 2026-03-29 it lies in the hour that does not exist.
    [`sun 03:15-03:45 ${HELSINKI}`, '2026-03-22T01:15Z', '2026-04-05T00:15Z'],
    ['sun 02:10-04:00 Australia/Lord_Howe', '2026-10-03T00:00Z', '2026-10-03T15:30Z'],
  ];
  for (const [window, now, opening] of table) {
    it(`of ${window} after ${now} is ${opening}`, () => {
      assert.equal(nextOpening([parsed(window)], at(now)), at(opening));
    });
  }
});

describe('several windows', () => {
  const windows = ['mon 09:00-12:00 UTC', OFFICE, 'sun 22:00-02:00 America/New_York'].map(parsed);

  it('are open if one is', () => {
    assert.equal(isOpen(windows, at('2026-10-26T04:00Z')), true);
    assert.equal(isOpen(windows, at('2026-10-26T15:00Z')), false);
    assert.equal(isOpen([], BEGIN), false);
  });

  it('open next when the first of them does', () => {
    assert.equal(nextOpening(windows, at('2026-10-23T00:00Z')), at('2026-10-26T02:00Z'));
    assert.equal(nextOpening([], BEGIN), undefined);
  });
});

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
      for (const window of texts.map((text) => parsed(`${text} ${zone}`))) {
        const expected = spans(window, BEGIN, END).flatMap(({ from }) => (from > BEGIN ? [from] : []));
        const found: number[] = [];
        for (let now = nextOpening([window], BEGIN); now !== undefined && now < END;) {
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
    const hours = Array.from({ length: 24 * 14 }, (_, hour) => at('2026-07-01T00:00Z') + hour * 60 * MINUTE);
    for (const text of [OFFICE, `fri,sat 22:00-06:00 ${HELSINKI}`])
      for (const now of hours)
        assert.equal(shownTimeIsOpen([parsed(text)], now), isOpen([parsed(text)], now));
  });
});

function fails<T>(property: fc.IProperty<T>): boolean {
  return fc.check(property, { numRuns: 1000, endOnFailure: true }).failed;
}

/** By what the clock of Helsinki shows now, also the second time. */
function shownTimeIsOpen(windows: readonly Window[], now: number): boolean {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: HELSINKI,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).format(now);
  const [weekday = '', time = ''] = parts.toLowerCase().split(' ');
  const today = WEEKDAYS.findIndex((day) => weekday.startsWith(day));
  const shown = Date.UTC(2026, 0, 5 + today) + minutes(time) * MINUTE;
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
