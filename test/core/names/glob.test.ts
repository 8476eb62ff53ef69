import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseGlob, type Glob } from '../../../lib/core/names/glob.ts';
import { printable } from '../../../lib/core/text/printable.ts';
import { codePoint } from '../../support/code-point.ts';

function globOf(text: string): Glob {
  const parsed = parseGlob(text);
  if ('invalid' in parsed) assert.fail(parsed.invalid);
  return parsed.glob;
}

/** The complaint about a text that has to be invalid. */
function complaint(text: string): string {
  const parsed = parseGlob(text);
  assert.ok('invalid' in parsed);
  return parsed.invalid;
}

describe('glob', () => {
  const rows: readonly (readonly [glob: string, yes: readonly string[], no: readonly string[]])[] = [
    ['main', ['main'], ['', 'Main', 'main-1', 'my-main']],
    ['a.b', ['a.b'], ['axb']],
    ['a,b', ['a,b'], ['a', 'b']],
    ['main-*', ['main-', 'main-1'], ['main', 'my-main-1', 'main-1/2']],
    ['*', ['', 'a', 'a\nb'], ['a/b', '/']],
    ['**', ['', 'a', 'a/b', '/', 'a\n/b'], []],
    ['***', ['', 'a/b'], []],
    ['gcr.io/*/app', ['gcr.io/p/app'], ['gcr.io/p/q/app', 'gcr.io/app', 'gcrxio/p/app']],
    ['gcr.io/**/app', ['gcr.io/p/app', 'gcr.io/p/q/app'], ['gcr.io/app', 'gcr.io/p/app2']],
    ['v?', ['v1', 'v😀'], ['v', 'v12', 'v/']],
    ['[abc]', ['a', 'b', 'c'], ['d', '', 'ab', 'A']],
    ['[a-c0-9]', ['a', 'c', '5'], ['d', '-']],
    ['[!a-c]', ['d', '-', '!'], ['a', 'c', '/', '']],
    ['[-a]', ['-', 'a'], ['b']],
    ['[a-]', ['-', 'a'], ['b']],
    [String.raw`[a\-c]`, ['a', '-', 'c'], ['b']],
    [String.raw`[\]\\]`, [']', '\\'], ['a']],
    [String.raw`[\a-\c]`, ['a', 'b', 'c'], ['-', '\\']],
    ['[!]', ['!'], ['a']],
    ['[^a]', ['^', 'a'], ['b']],
    ['[a!]', ['a', '!'], ['b']],
    ['[*?{,}]', ['*', '?', '{', ',', '}'], ['a']],
    ['[😀-😂]', ['😁'], ['😃', 'a']],
    ['{a,b}', ['a', 'b'], ['', 'c', 'ab', 'a,b']],
    ['{a,}b', ['ab', 'b'], ['a']],
    ['{a,{b,c}d}e', ['ae', 'bde', 'cde'], ['be', 'ade']],
    ['{a*,?}/x', ['abc/x', 'b/x'], ['bc/x']],
    ['{a}', ['a'], ['{a}']],
    ['{a},b', ['a,b'], ['a', 'b']],
    [String.raw`\*`, ['*'], ['a', '\\*']],
    [String.raw`\{a\,b\}`, ['{a,b}'], ['a']],
    [String.raw`{a\,b,c}`, ['a,b', 'c'], ['a', 'b']],
    [String.raw`\a\.`, ['a.'], ['\\a.']],
    [String.raw`\[::1\]:5000/*`, ['[::1]:5000/app'], ['::1:5000/app']],
    ['(a|b)+$?', ['(a|b)+$x'], ['a', 'ab']],
    [String.raw`\d?`, ['d1'], ['11']],
  ];
  for (const [text, yes, no] of rows) {
    for (const name of yes) {
      it(`${text} matches ${JSON.stringify(name)}`, () => {
        assert.equal(globOf(text).matches(name), true);
      });
    }
    for (const name of no) {
      it(`${text} does not match ${JSON.stringify(name)}`, () => {
        assert.equal(globOf(text).matches(name), false);
      });
    }
  }

  it('keeps its text, and is literal only without special characters', () => {
    assert.deepEqual([globOf('a,b').text, globOf('a,b').literal], ['a,b', 'a,b']);
    assert.deepEqual([globOf('a*').text, globOf('a*').literal], ['a*', undefined]);
    assert.equal(globOf(String.raw`\a`).literal, undefined);
  });

  // With the character that the complaint names, counted from 1.
  const invalid: readonly (readonly [string, string])[] = [
    ['ab[cd', '3'],
    ['[]', '1'],
    ['a[]b]', '2'],
    ['[[', '1'],
    [String.raw`a[b\]`, '2'],
    ['a]b', '2'],
    ['abc[a-zc-b]', '4'],
    ['a{b', '2'],
    ['{a,{b}', '1'],
    ['{a}}', '4'],
    ['}', '1'],
  ];
  for (const [text, at] of invalid) {
    it(`${text} is invalid at character ${at}`, () => {
      assert.match(complaint(text), new RegExp(`character ${at}\\b`, 'u'));
    });
  }

  for (const text of [
    '',
    'a\\',
    'a'.repeat(513),
    '['.repeat(512),
    '{'.repeat(512),
    '\u001b[31m',
    '[\u0007-\u0001]',
  ]) {
    it(`${JSON.stringify(text.slice(0, 20))} (${text.length} characters) is invalid, said in printable characters`, () => {
      const said = complaint(text);
      assert.equal(printable(said, 1_000), said);
    });
  }

  const largest = [
    '*'.repeat(512),
    '?'.repeat(512),
    '*a'.repeat(256),
    `${'{'.repeat(256)}${'}'.repeat(256)}`,
  ];
  for (const text of [
    ...largest,
    '[!a]'.repeat(128),
    `{${','.repeat(510)}}`,
    '{a,b}'.repeat(102),
    '{*a,*}'.repeat(85),
  ]) {
    it(`${text.slice(0, 20)} with ${text.length} characters is a glob that answers`, () => {
      assert.equal(globOf(text).matches('/'.repeat(2_000)), text === '*'.repeat(512));
    });
  }

  // A backtracking matcher would not come back from these.
  const long = 'a'.repeat(50_000);
  for (const text of [
    '*a*a*a*a*a*a*b',
    '**a**a**a**a**a**a**b',
    '{*a,a*}{*a,a*}{*a,a*}{*a,a*}b',
    '{a*,*a*,**}{a,aa,*}*b',
  ]) {
    it(`${text} refuses ${long.length} characters, and takes them with a b behind`, () => {
      assert.equal(globOf(text).matches(long), false);
      assert.equal(globOf(text).matches(`${long}b`), true);
    });
  }

  it('reads any text without throwing', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'*?[]!-{},\\ab/'.split('')),
      fc.string({ unit: codePoint, minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), fc.string({ unit, maxLength: 10 }), (text, name) => {
        const parsed = parseGlob(text);
        if ('invalid' in parsed) assert.equal(printable(parsed.invalid, 1_000), parsed.invalid);
        else assert.equal(parsed.glob.matches(name), parsed.glob.matches(name));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with a matcher that tries everything', () => {
    const name = fc.string({ unit: char, maxLength: 6 });
    fc.assert(
      fc.property(sequences, name, (sequence, text) => {
        assert.equal(globOf(render(sequence)).matches(text), ends(sequence, text, 0).includes(text.length));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A glob as a tree: what is rendered for the parser is matched here by trying every way. */
type Piece =
  | { readonly kind: '*' | '**' | '?' }
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'set'; readonly not: boolean; readonly members: readonly string[] }
  | { readonly kind: 'either'; readonly of: readonly (readonly Piece[])[] };

const char = fc.constantFrom('a', 'b', '/', '-', '*');
const { sequences } = fc.letrec<{ piece: Piece; sequence: Piece[]; sequences: Piece[] }>((tie) => ({
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('char' as const), char }),
    fc.record({ kind: fc.constantFrom('*' as const, '**' as const, '?' as const) }),
    fc.record({
      kind: fc.constant('set' as const),
      not: fc.boolean(),
      members: fc.array(char, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('either' as const),
      of: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }),
    }),
  ),
  sequence: fc.array(tie('piece'), { maxLength: 3 }).filter(isUnambiguous),
  sequences: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).filter(isUnambiguous),
}));

/** Two stars side by side would be read as one piece. */
function isUnambiguous(pieces: readonly Piece[]): boolean {
  return !pieces.some((piece, at) => piece.kind.startsWith('*') && pieces[at + 1]?.kind.startsWith('*'));
}

function render(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      switch (piece.kind) {
        case 'char':
          return piece.char.replace('*', String.raw`\*`);
        case 'set':
          return `[${piece.not ? '!' : ''}${piece.members.map((member) => `\\${member}`).join('')}]`;
        case 'either':
          return `{${piece.of.map(render).join(',')}}`;
        default:
          return piece.kind;
      }
    })
    .join('');
}

/** Every place where the pieces can end that begin at `from`. */
function ends(pieces: readonly Piece[], text: string, from: number): readonly number[] {
  const [first, ...rest] = pieces;
  if (first === undefined) return [from];
  return endsOf(first, text, from).flatMap((end) => ends(rest, text, end));
}

/** Whether a piece that stands for one character stands for this one. */
function takes(piece: Extract<Piece, { kind: 'char' | 'set' }>, next: string): boolean {
  if (piece.kind === 'char') return next === piece.char;
  return piece.not ? next !== '/' && !piece.members.includes(next) : piece.members.includes(next);
}

function endsOf(piece: Piece, text: string, from: number): readonly number[] {
  const next = text[from];
  switch (piece.kind) {
    case 'char':
    case 'set':
      return next !== undefined && takes(piece, next) ? [from + 1] : [];
    case '?':
      return next !== undefined && next !== '/' ? [from + 1] : [];
    case 'either':
      return piece.of.flatMap((sequence) => ends(sequence, text, from));
    default: {
      const places = Array.from({ length: text.length - from + 1 }, (_, length) => from + length);
      return places.filter((end) => piece.kind === '**' || !text.slice(from, end).includes('/'));
    }
  }
}
