/** Globs that shells, minimatch and gitignore read in another way: taken as they stand they would match nothing. */
import assert from 'node:assert/strict';
import { parseGlob } from '../../../lib/core/names/glob.ts';

describe('a glob that means something elsewhere', () => {
  for (const text of ['!(dev)*', 'v@(1|2).*', '+(a)', 'a?(b)', '**(a)', '!kube-*', '!(a)', '!'])
    it(`${text} is invalid`, () => assert.ok('invalid' in parseGlob(text)));

  for (const [text, candidate] of [
    ['a(b)', 'a(b)'],
    [String.raw`\!(a)`, '!(a)'],
    [String.raw`\!a*`, '!ab'],
    [String.raw`a\*(b)`, 'a*(b)'],
    ['a!', 'a!'],
  ] as const)
    it(`${text} is none of them, and matches ${candidate}`, () => {
      const parsed = parseGlob(text);
      assert.ok('glob' in parsed && parsed.glob.matches(candidate));
    });
});
