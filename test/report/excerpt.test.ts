import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MAX_EXCERPT, printableExcerpt } from '../../lib/report/excerpt.ts';
import { NASTY, UNPRINTABLE } from '../support/report-builders.ts';

describe('an excerpt', () => {
  it('can be printed, and is never longer than documents say', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat({ max: 100 }), (text, times) => {
        const excerpt = printableExcerpt(text.repeat(times));
        assert.ok(!UNPRINTABLE.test(excerpt));
        assert.ok(excerpt.length <= MAX_EXCERPT);
      }),
    ));

  for (const char of ['\u200b', '\ud800', '\u0000', '\u{e0001}'])
    it(`of nothing but ${JSON.stringify(char)} has its length`, () => {
      const excerpt = printableExcerpt(char.repeat(100_000));
      assert.ok(excerpt.length <= MAX_EXCERPT && excerpt.length > 4 * 1024);
    });

  it('leaves an ordinary text as it is', () => assert.equal(printableExcerpt('a:1'), 'a:1'));
  it('has an end', () => assert.ok(printableExcerpt('x'.repeat(100_000)).length < 1100));
  it('of a hostile text shows its beginning', () => assert.ok(printableExcerpt(NASTY).startsWith('\\u{1b}')));
});
