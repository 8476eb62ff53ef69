import assert from 'node:assert/strict';
import { isOpen, nextOpening } from '../../../lib/core/gate/windows.ts';
import { BEGIN, windowFrom } from './window-oracle.ts';

const at = (text: string): number => Date.parse(text);
const HELSINKI = 'Europe/Helsinki';

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
      assert.equal(isOpen([windowFrom(window)], at(now)), open);
    });
  }

  it('without days is never open and does not open', () => {
    const none = windowFrom('none 00:00-24:00 UTC');
    assert.deepEqual(none.days, []);
    assert.equal(isOpen([none], BEGIN), false);
    assert.equal(nextOpening([none], BEGIN), undefined);
  });

  it('of a zone that is not known is an error', () => {
    assert.throws(() => isOpen([windowFrom('daily 09:00-16:00 Mars/Phobos')], BEGIN), RangeError);
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
      assert.equal(nextOpening([windowFrom(window)], at(now)), at(opening));
    });
  }
});

describe('several windows', () => {
  const windows = ['mon 09:00-12:00 UTC', OFFICE, 'sun 22:00-02:00 America/New_York'].map(windowFrom);

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
