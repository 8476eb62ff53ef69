import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MAX_DURATION, parseDuration } from '../../../lib/core/gate/duration.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a duration', () => {
  const accepted: readonly (readonly [text: string, ms: number])[] = [
    ['1s', SECOND],
    ['45s', 45 * SECOND],
    ['90m', 90 * MINUTE],
    ['72h', 72 * HOUR],
    ['3d', 3 * DAY],
    ['1d12h', 36 * HOUR],
    ['1d2h3m4s', DAY + 2 * HOUR + 3 * MINUTE + 4 * SECOND],
    ['1d30s', DAY + 30 * SECOND],
    ['1h90m', 150 * MINUTE],
    ['0d1h', HOUR],
    ['007m', 7 * MINUTE],
    ['365d', 365 * DAY],
    ['364d24h', 365 * DAY],
    ['31536000s', 365 * DAY],
  ];
  for (const [text, ms] of accepted) {
    it(`${text} is ${ms} ms`, () => assert.deepEqual(parseDuration(text), { value: ms }));
  }

  const rejected: readonly (readonly [text: string, expected: RegExp])[] = [
    ['', /such as/],
    ['3 days', /such as/],
    ['-1h', /such as/],
    ['+1h', /such as/],
    ['1e9h', /such as/],
    ['1.5h', /such as/],
    ['1h1d', /such as/],
    ['1h1h', /such as/],
    ['1d 12h', /such as/],
    ['72', /such as/],
    ['1d12', /such as/],
    ['h', /such as/],
    ['1H', /such as/],
    ['1w', /such as/],
    ['1ms', /such as/],
    ['PT1H', /such as/],
    ['\u0663h', /such as/],
    ['\uff13h', /such as/],
    ['1h\n', /such as/],
    [' 1h', /such as/],
    ['999999999s', /such as/],
    [`${'9'.repeat(500)}d`, /such as/],
    ['0s', /more than 0/],
    ['0d0h0m0s', /more than 0/],
    ['366d', /365 days/],
    ['365d1s', /365 days/],
    ['8761h', /365 days/],
    ['99999999d99999999h99999999m99999999s', /365 days/],
  ];
  for (const [text, expected] of rejected) {
    it(`is not ${JSON.stringify(text.slice(0, 40))}`, () => {
      const parsed = parseDuration(text);
      assert.ok('invalid' in parsed);
      assert.match(parsed.invalid, expected);
      assert.match(parsed.invalid, /^expected .*, got `/);
    });
  }

  it('that is rejected is shown printable and in part', () => {
    const parsed = parseDuration(`\u{1b}[31m${'x'.repeat(10_000)}`);
    assert.ok('invalid' in parsed && parsed.invalid.length < 300 && !parsed.invalid.includes('\u{1b}'));
  });

  it('is within the limits, or is rejected, whatever the text', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^(?:\d{0,9}(?:d|h|m|s)?){0,5}$/));
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseDuration(text);
        if ('invalid' in parsed) return;
        assert.ok(Number.isInteger(parsed.value) && parsed.value > 0 && parsed.value <= MAX_DURATION);
      }),
    );
  });
});
