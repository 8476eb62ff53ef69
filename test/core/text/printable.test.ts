import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { printable, describeValue } from '../../../lib/core/text/printable.ts';
import { codePoint } from '../../support/code-point.ts';

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('text', () => {
  describe('printable', () => {
    const rows: readonly (readonly [title: string, text: string, printed: string])[] = [
      ['plain text', 'nginx:1.27 @ "x"', 'nginx:1.27 @ "x"'],
      ['letters of any language and emoji', 'größe 東京 😀', 'größe 東京 😀'],
      ['a terminal escape', '\u{1b}[31mred', String.raw`\u{1b}[31mred`],
      ['an escape of eight bits', '\u{9b}31m', String.raw`\u{9b}31m`],
      ['newline, tab and NUL', 'a\n\t\0', String.raw`a\u{a}\u{9}\u{0}`],
      ['delete', '\u{7f}', String.raw`\u{7f}`],
      ['what turns the direction of text', 'a\u{202e}b\u{2066}', String.raw`a\u{202e}b\u{2066}`],
      ['what has no width', '\u{200b}\u{feff}\u{ad}\u{180e}', String.raw`\u{200b}\u{feff}\u{ad}\u{180e}`],
      ['separators of lines', '\u{2028}\u{2029}', String.raw`\u{2028}\u{2029}`],
      ['tag characters', '\u{e0041}', String.raw`\u{e0041}`],
      ['half a surrogate pair', '\u{d83d}', String.raw`\u{d83d}`],
    ];
    for (const [title, text, printed] of rows) {
      it(`${text === printed ? 'keeps' : 'escapes'} ${title}`, () => {
        assert.equal(printable(text), printed);
      });
    }

    it('cuts what is longer than the limit and says how much', () => {
      assert.equal(printable('abcdef', 4), 'abcd… (2 more characters)');
      assert.equal(printable('abcd', 4), 'abcd');
    });

    it('a pair that the limit cuts in two is escaped', () => {
      assert.equal(printable('a😀', 2), String.raw`a\u{d83d}… (1 more characters)`);
    });

    it('has a limit where none is given', () => {
      assert.equal(printable('x'.repeat(300)).startsWith(`${'x'.repeat(256)}…`), true);
    });

    it('lets nothing through, and changes nothing that is printable already', () => {
      fc.assert(
        fc.property(fc.string({ unit: codePoint }), fc.nat(50), (text, limit) => {
          const once = printable(text, limit);
          assert.doesNotMatch(once, UNPRINTABLE);
          assert.equal(printable(once, once.length), once);
        }),
      );
    });
  });

  describe('sketch', () => {
    const rows: readonly (readonly [value: unknown, sketched: string])[] = [
      [undefined, 'nothing'],
      [null, 'null'],
      [-1.5, '-1.5'],
      [true, 'true'],
      ['', 'the text ""'],
      ['a\n', String.raw`the text "a\u{a}"`],
      ['x'.repeat(100), `the text "${'x'.repeat(80)}… (20 more characters)"`],
      [[], 'an array of 0'],
      [[[[]], 1], 'an array of 2'],
      [{}, 'an object without keys'],
      [Object.create(null), 'an object without keys'],
      [{ a: 1, 'b\u{1b}': { c: 2 } }, String.raw`an object with a, b\u{1b}`],
      [{ a: 1, b: 1, c: 1, d: 1, e: 1 }, 'an object with a, b, c, d, e'],
      [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }, 'an object with a, b, c, d, e, …'],
      [5n, 'a bigint'],
      [Symbol('x'), 'a symbol'],
      [(): number => 1, 'a function'],
    ];
    for (const [value, sketched] of rows) {
      it(`says ${sketched}`, () => {
        assert.equal(describeValue(value), sketched);
      });
    }

    it('is short and printable for any value', () => {
      fc.assert(
        fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
          const sketched = describeValue(value);
          assert.doesNotMatch(sketched, UNPRINTABLE);
          assert.ok(sketched.length < 1000);
        }),
      );
    });
  });
});
