import assert from 'node:assert/strict';
import { plainTable } from '../../../lib/cli/terminal/plain-table.ts';

describe('a plain table', () => {
  it('has columns set apart by two spaces, and no space at ends of lines', () =>
    assert.equal(
      plainTable(
        ['name', 'count'],
        [
          ['a', '1'],
          ['longer', '200'],
        ],
        0,
      ),
      'name    count\na       1\nlonger  200',
    ));

  it('is set in by its margin', () => assert.equal(plainTable(['a'], [['b']], 2), '  a\n  b'));

  it('is set by what a terminal shows: escape sequences take no column, wide characters two', () =>
    assert.equal(
      plainTable(
        ['a', 'b', 'c'],
        [
          ['\u001b[1mNO\u001b[22m', '日本', 'x'],
          ['longer', 'é', 'y'],
        ],
        0,
      ),
      ['a       b     c', '\u001b[1mNO\u001b[22m      日本  x', 'longer  é     y'].join('\n'),
    ));

  it('has an empty cell where a row has none', () =>
    assert.equal(plainTable(['a', 'b', 'c'], [['1'], ['1', '', '3']], 0), 'a  b  c\n1\n1     3'));

  it('may have more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 200_000 }, () => ['a']);
    assert.equal(plainTable(['a'], rows, 0).length, 2 * rows.length + 1);
  });

  it('without rows is its head', () => assert.equal(plainTable(['a', 'b'], [], 0), 'a  b'));
});
