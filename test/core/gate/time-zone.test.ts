import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isTimeZone, toInstant, toWallTime } from '../../../lib/core/gate/time-zone.ts';
import { changes, HOUR, instantsIn, MINUTE, ZONES } from './window-oracle.ts';

const at = (text: string): number => Date.parse(text);
const wall = (text: string): number => Date.parse(`${text}Z`);

describe('a time zone', () => {
  for (const name of [...ZONES, 'europe/helsinki', 'Asia/Kathmandu', 'Etc/GMT+3', 'GMT', 'Asia/Calcutta'])
    it(`${name} is known`, () => assert.ok(isTimeZone(name)));

  for (const name of [
    '',
    'Mars/Phobos',
    'Helsinki',
    '+03:00',
    '-0300',
    'UTC+3',
    'Europe/Helsinki ',
    '\u0000',
  ])
    it(`${JSON.stringify(name)} is not known`, () => assert.ok(!isTimeZone(name)));
});

describe('the wall time', () => {
  const table: readonly (readonly [zone: string, instant: string, shown: string])[] = [
    ['UTC', '2026-07-01T12:00:00.123Z', '2026-07-01T12:00:00.123'],
    ['Europe/Helsinki', '2026-07-01T12:00Z', '2026-07-01T15:00'],
    ['America/New_York', '2026-01-01T03:00Z', '2025-12-31T22:00'],
    ['Pacific/Apia', '2026-07-01T12:00Z', '2026-07-02T01:00'],
    ['Asia/Kathmandu', '2026-07-01T12:00Z', '2026-07-01T17:45'],
    ['Europe/Helsinki', '2026-03-29T00:59:59.999Z', '2026-03-29T02:59:59.999'],
    ['Europe/Helsinki', '2026-03-29T01:00Z', '2026-03-29T04:00'],
    ['Europe/Helsinki', '2026-10-25T00:59:59.999Z', '2026-10-25T03:59:59.999'],
    ['Europe/Helsinki', '2026-10-25T01:00Z', '2026-10-25T03:59:59.999'],
    ['Europe/Helsinki', '2026-10-25T01:59:59.999Z', '2026-10-25T03:59:59.999'],
    ['Europe/Helsinki', '2026-10-25T02:00Z', '2026-10-25T04:00'],
    ['Australia/Lord_Howe', '2026-04-04T15:10Z', '2026-04-05T01:59:59.999'],
    // Clocks turned back across midnight, and a day that does not exist.
    ['Asia/Beirut', '2026-10-24T21:30Z', '2026-10-24T23:59:59.999'],
    ['Pacific/Apia', '2011-12-30T10:00Z', '2011-12-31T00:00'],
  ];
  for (const [zone, instant, shown] of table) {
    it(`in ${zone} at ${instant} is ${shown}`, () => {
      assert.equal(toWallTime(at(instant), zone), wall(shown));
    });
  }
});

describe('the instant of a wall time', () => {
  const table: readonly (readonly [zone: string, shown: string, instant: string])[] = [
    ['UTC', '2026-07-01T12:00', '2026-07-01T12:00Z'],
    ['Europe/Helsinki', '2026-07-01T15:00', '2026-07-01T12:00Z'],
    ['America/New_York', '2025-12-31T22:00', '2026-01-01T03:00Z'],
    ['Europe/Helsinki', '2026-03-29T03:00', '2026-03-29T01:00Z'],
    ['Europe/Helsinki', '2026-03-29T03:59:59.999', '2026-03-29T01:00Z'],
    ['Europe/Helsinki', '2026-03-29T04:00', '2026-03-29T01:00Z'],
    ['Europe/Helsinki', '2026-10-25T03:15', '2026-10-25T00:15Z'],
    ['Europe/Helsinki', '2026-10-25T04:00', '2026-10-25T02:00Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45Z'],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00Z'],
  ];
  for (const [zone, shown, instant] of table) {
    it(`${shown} in ${zone} is ${instant}`, () => {
      assert.equal(toInstant(wall(shown), zone), at(instant));
    });
  }
});

describe('the wall clock', () => {
  for (const zone of ['Europe/Helsinki', 'America/New_York', 'Australia/Lord_Howe'])
    it(`of ${zone} changes four times in 2026 and 2027`, () => assert.equal(changes(zone).length, 4));

  for (const zone of ZONES) {
    it(`of ${zone} never goes back`, () => {
      fc.assert(
        fc.property(instantsIn(zone), fc.nat({ max: 3 * HOUR }), (instant, later) => {
          assert.ok(toWallTime(instant, zone) <= toWallTime(instant + later, zone));
        }),
      );
    });

    it(`of ${zone} shows a time at its instant, and never before`, () => {
      fc.assert(
        fc.property(instantsIn(zone), (shown) => {
          const instant = toInstant(shown, zone);
          assert.ok(toWallTime(instant, zone) >= shown);
          assert.ok(toWallTime(instant - 1, zone) < shown);
        }),
      );
    });

    it(`of ${zone} shows what Intl shows, but in hours that come twice`, () => {
      const clock = (timeZone: string): Intl.DateTimeFormat =>
        new Intl.DateTimeFormat('en-US', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'medium',
          hourCycle: 'h23',
        });
      const [local, utc] = [clock(zone), clock('UTC')];
      fc.assert(
        fc.property(instantsIn(zone), (instant) => {
          const shown = toWallTime(instant, zone);
          if (shown % MINUTE === MINUTE - 1) return;
          assert.equal(utc.format(shown), local.format(instant));
        }),
      );
    });
  }
});
