import assert from 'node:assert/strict';
import { applyMask, parseMask, unknownField } from '../support/field-mask.ts';

const ANSWER = { a: 1, b: [{ c: 1, d: { e: 1, f: 2 }, g: 3 }], h: { i: 1, j: 2 } };

describe('a field mask', () => {
  const masks: readonly (readonly [mask: string, answer: unknown])[] = [
    ['a', { a: 1 }],
    ['a,b(c)', { a: 1, b: [{ c: 1 }] }],
    ['b(c,d/e)', { b: [{ c: 1, d: { e: 1 } }] }],
    ['b/d/f,h(j)', { b: [{ d: { f: 2 } }], h: { j: 2 } }],
    ['b(d(e,f)),h', { b: [{ d: { e: 1, f: 2 } }], h: { i: 1, j: 2 } }],
    ['x', {}],
  ];
  for (const [mask, answer] of masks)
    it(`${mask} lets ${JSON.stringify(answer)} through`, () =>
      assert.deepEqual(applyMask(ANSWER, parseMask(mask)), answer));

  for (const mask of ['b(c', 'b(c))', 'b)'])
    it(`${mask} is none`, () => {
      assert.throws(() => parseMask(mask), Error);
    });

  it('names its first field that is not documented', () => {
    const documented = { a: true, b: { c: true } } as const;
    const unknown = (mask: string) => unknownField(parseMask(mask), documented);
    assert.deepEqual(['a,b(c)', 'a(x)', 'b/x', 'toString'].map(unknown), [
      undefined,
      undefined,
      'x',
      'toString',
    ]);
  });
});
