import assert from 'node:assert/strict';
import { admittedFiles } from './docker-context.ts';

describe('.dockerignore', () => {
  for (const [what, text, files, admitted] of [
    ['admits all where it says nothing', '# nothing\n\n', ['a', 'b/c'], ['a', 'b/c']],
    ['keeps out all below a folder', 'b', ['a', 'b/c', 'b/d/e', 'bc'], ['a', 'bc']],
    ['keeps out hidden files by *', '*', ['.env', 'a', 'b/c'], []],
    ['admits again what an exception names', '*\n!b', ['a', 'b/c/d', 'c/b'], ['b/c/d']],
    ['admits one file of a folder', '*\n!b/c.js', ['b/c.js', 'b/d.js', 'b/cxjs'], ['b/c.js']],
    ['takes the last word', '*\n!b\n**/x', ['b/c', 'b/x/y', 'b/d/x', 'x'], ['b/c']],
    ['finds ** at the top too', '**/x', ['x', 'a/x', 'a/xy'], ['a/xy']],
    ['lets * end at a slash', 'a*c', ['abc', 'ab/c'], ['ab/c']],
  ] as const)
    it(what, () => assert.deepEqual(admittedFiles(text, files), admitted));
});
