import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { shellWord } from '../../../lib/core/text/shell-word.ts';

describe('a word of a shell', () => {
  for (const word of ['gcr.io/my-project/web:1.2.3@sha256:0f', 'projects/p/topics/a', 'a=b,c+d'])
    it(`needs no quotes: ${word}`, () => assert.equal(shellWord(word), word));

  it('is what a shell reads, whatever is in it', () => {
    const words = [
      '[::1]:5000/web:v1',
      'it\'s $HOME `id` \\ "*" {a,b} ~ #',
      '',
      'two\nlines',
      '-n',
      '!x;y|z&',
    ];
    const line = `for word in ${words.map(shellWord).join(' ')}; do printf '%s\\0' "$word"; done`;
    assert.deepEqual(execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1), words);
  });
});
