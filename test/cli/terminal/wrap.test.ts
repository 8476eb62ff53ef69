import assert from 'node:assert/strict';
import { wrap, wrapPhrases } from '../../../lib/cli/terminal/wrap.ts';
import { lines } from '../../support/lines.ts';

describe('wrap', () => {
  it('breaks at spaces, within 80 columns, and sets the lines after the first in', () => {
    const wrapped = lines(wrap('word '.repeat(40).trim(), 4));
    assert.ok(wrapped.length > 1 && wrapped.every((line) => line.length <= 80));
    assert.ok(wrapped.every((line, index) => line.startsWith(index === 0 ? '    w' : '      w')));
    assert.equal(wrapped.join(' ').match(/word/g)?.length, 40);
  });

  it('fills a line to its last column', () =>
    assert.deepEqual(lines(wrap(`${'a'.repeat(39)} ${'b'.repeat(38)} c`, 2)), [
      `  ${'a'.repeat(39)} ${'b'.repeat(38)}`,
      '    c',
    ]));

  it('leaves a word whole that is longer than a line', () =>
    assert.deepEqual(lines(wrap(`a ${'b'.repeat(100)} c`, 2)), ['  a', `    ${'b'.repeat(100)}`, '    c']));
});

describe('wrapPhrases', () => {
  it('keeps the words of a phrase on one line', () =>
    assert.deepEqual(lines(wrapPhrases(['a'.repeat(70), '1 Held,', '12 Owned'], 2)), [
      `  ${'a'.repeat(70)} 1 Held,`,
      '    12 Owned',
    ]));
});
