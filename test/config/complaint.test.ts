import assert from 'node:assert/strict';
import { excerpt, pathText, renderComplaints, type Complaint } from '../../lib/config/complaint.ts';

function complaint(path: string): Complaint {
  return { code: 'Invalid', path, expected: 'this', received: '"that"' };
}

describe('renderComplaints', () => {
  it('writes one line for each, with path and code', () => {
    const lines = renderComplaints([complaint('a.b'), complaint('')]).split('\n');
    assert.equal(lines.length, 2);
    assert.ok(
      lines.every((line) => line.includes('this') && line.includes('"that"') && line.includes('Invalid')),
    );
    assert.ok(lines[0]?.startsWith('a.b: '));
  });

  it('writes nothing for none', () => assert.equal(renderComplaints([]), ''));

  it('stops after a hundred, and counts the rest', () => {
    const lines = renderComplaints(Array.from({ length: 250 }, (_, index) => complaint(`a[${index}]`))).split(
      '\n',
    );
    assert.equal(lines.length, 101);
    assert.match(lines[100] ?? '', /150/);
  });
});

describe('pathText', () => {
  const paths: readonly (readonly [text: string, ...keys: (string | number)[]])[] = [
    [''],
    ['a', 'a'],
    ['a[0].b', 'a', 0, 'b'],
    ['a["b.c/d"]', 'a', 'b.c/d'],
    ['["<<"].a', '<<', 'a'],
    ['a["\\u{1b}x"]', 'a', '\u001bx'],
    ['[3]', 3],
  ];
  for (const [text, ...keys] of paths) {
    it(`writes ${JSON.stringify(keys)} as ${text || 'nothing'}`, () => assert.equal(pathText(keys), text));
  }
});

describe('excerpt', () => {
  const values: readonly (readonly [title: string, value: unknown, text: string])[] = [
    ['a text in quotes', 'a', '"a"'],
    ['control characters escaped', 'a\u001b\n\u202e', '"a\\u{1b}\\u{a}\\u{202e}"'],
    ['nothing before an @', 'me:secret@host', '"…@host"'],
    ['nothing before the last @ of several lines', 'a:b@\nc:d@e', '"…@e"'],
    ['no query of an address', 'https://h/?token=x', '"https://h/?…"'],
    ['no fragment of an address', 'https://h/#token=x', '"https://h/?…"'],
    ['the ? of a glob', 'a?b', '"a?b"'],
    ['numbers', Number.NaN, 'NaN'],
    ['truth', true, 'true'],
    ['null', null, 'nothing'],
    ['what is not there', undefined, 'nothing'],
    ['lists', ['secret'], 'a list'],
    ['mappings', { a: 'secret' }, 'a mapping'],
  ];
  for (const [title, value, text] of values) it(`shows ${title}`, () => assert.equal(excerpt(value), text));

  it('cuts long texts', () => assert.ok(excerpt('x'.repeat(100_000)).length < 120));
});
