import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseTimestamp } from '../../../lib/core/text/timestamp.ts';

describe('timestamp', () => {
  const accepted: readonly (readonly [text: string, time: number])[] = [
    ['1970-01-01T00:00:00Z', 0],
    ['2021-02-05T04:06:14Z', 1612497974000],
    ['2021-02-05T04:06:14.1Z', 1612497974100],
    ['2021-02-05T04:06:14.109Z', 1612497974109],
    ['2021-02-05T04:06:14.109999999Z', 1612497974109],
    ['2021-02-05T04:06:14.000999Z', 1612497974000],
    ['2023-12-01T20:30:00.000+00:00', 1701462600000],
    ['2023-12-01T20:30:00-00:00', 1701462600000],
    ['2023-12-01T22:00:00+01:30', 1701462600000],
    ['2023-12-01t20:30:00z', 1701462600000],
  ];
  for (const [text, time] of accepted) {
    it(`${text} is ${time}`, () => {
      assert.equal(parseTimestamp(text), time);
    });
  }

  const refused = [
    '',
    'yesterday',
    '1612497974109',
    '2021-02-05',
    '2021-02-05T04:06:14',
    '2021-02-05 04:06:14Z',
    '2021-02-05T04:06Z',
    '2021-02-05T04:06:14.Z',
    '2021-02-05T04:06:14,5Z',
    '2021-13-05T04:06:14Z',
    '2021-02-05T25:06:14Z',
    '2021-02-05T04:06:14+99:99',
    '2021-02-05T04:06:14Z\n',
    ' 2021-02-05T04:06:14Z',
    '1969-12-31T23:59:59.999Z',
    '+012021-02-05T04:06:14Z',
  ];
  for (const text of refused) {
    it(`${JSON.stringify(text)} is no time`, () => {
      assert.equal(parseTimestamp(text), undefined);
    });
  }

  it('reads back every moment that a Date writes', () => {
    const moments = fc.date({
      min: new Date(0),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (date) => {
        assert.equal(parseTimestamp(date.toISOString()), date.getTime());
      }),
    );
  });
});
