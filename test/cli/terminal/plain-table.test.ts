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

  it('without rows is its head', () => assert.equal(plainTable(['a', 'b'], [], 0), 'a  b'));
});
