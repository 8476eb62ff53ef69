/** What other globs have: extglobs and negations are refused where they would be one, and only there. */
import assert from 'node:assert/strict';
import { parseGlob } from '../../../lib/core/names/glob.ts';

describe('a glob', () => {
  const refused = ['!a', '!(a)', 'b-@(a)', '+(a)', 'x?(a)', '*(a)', '**(a)', '{!(a),b}'];
  for (const text of [...refused, String.raw`\\!(a)`])
    it(`${text} is refused, for it means something elsewhere`, () => {
      const parsed = parseGlob(text);
      assert.ok('invalid' in parsed);
      assert.match(parsed.invalid, /is not supported/);
    });

  const taken: readonly (readonly [text: string, yes: string, no: string])[] = [
    ['[!(]a', '!a', '(a'],
    ['[@+(]a', '@a', 'a'],
    [String.raw`\!(a)`, '!(a)', 'b'],
    [String.raw`\*(a)`, '*(a)', 'b'],
    ['a!', 'a!', 'a'],
    ['a(b)', 'a(b)', 'ab'],
  ];
  for (const [text, yes, no] of taken)
    it(`${text} matches ${yes}, and not ${no}`, () => {
      const parsed = parseGlob(text);
      assert.ok('glob' in parsed);
      assert.deepEqual([parsed.glob.matches(yes), parsed.glob.matches(no)], [true, false]);
    });
});
