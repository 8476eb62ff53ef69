/** The expressions that describe names, tags and digests to others say exactly what the parser takes. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { DIGEST, NAME, parseImage, TAG } from '../../../lib/core/names/image-reference.ts';

const PIECES = [
  'a',
  'b',
  'A',
  '0',
  '.',
  '_',
  '__',
  '-',
  '--',
  '/',
  ':',
  ':5',
  '[',
  ']',
  '@',
  ' ',
  'é',
  '\n',
  '$',
  'localhost',
  'docker.io',
  'index.docker.io',
  'gcr.io',
  '[::1]',
  '[ab]',
  '[AB]',
  '[ab]:5',
  'library',
  'f'.repeat(32),
  'x'.repeat(124),
  'sha256',
  'a.b/',
  'Foo/',
  'a_b.c/',
];
const pieces = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
  .map((all) => all.join('').slice(0, 255));
const texts = fc.oneof(
  pieces,
  fc.stringMatching(NAME.is).filter((text) => text.length <= 255),
);

const isName = (text: string): boolean => {
  const parsed = parseImage(text);
  return 'image' in parsed && parsed.image.tag === undefined && parsed.image.digest === undefined;
};
const matchesName = (text: string): boolean => NAME.is.test(text) && !NAME.isNot.test(text);

describe('the expressions for others', () => {
  it('of names take what the parser takes, and nothing else', () =>
    fc.assert(
      fc.property(texts, (text) => assert.equal(matchesName(text), isName(text), text)),
      { numRuns: 2_000 },
    ));

  for (const [name, is] of [
    ['x'.repeat(247), true],
    ['x'.repeat(248), false],
    [`docker.io/${'x'.repeat(245)}`, true],
    [`a.b/${'x'.repeat(251)}`, true],
    ['f'.repeat(64), false],
    ['f'.repeat(63), true],
    ['[ab]/x', false],
    ['[AB]/x', true],
    ['[ab]:5/x', true],
    ['a_b.c/x', true],
    ['A_B/x', false],
    ['x\n', false],
  ] as const)
    it(`of names ${is ? 'take' : 'refuse'} ${JSON.stringify(name.slice(0, 20))} with ${name.length} characters`, () =>
      assert.deepEqual([matchesName(name), isName(name)], [is, is]));

  it('of tags and digests take what the parser takes, and nothing else', () => {
    const hex = fc.stringMatching(/^[0-9a-fA-F]{0,3}$/);
    const digests = fc
      .tuple(fc.constantFrom('sha256', 'sha384', 'sha512', 'md5', ''), fc.constantFrom(64, 96, 128), hex)
      .map(([algorithm, digits, last]) => `${algorithm}:${'0'.repeat(digits - 2)}${last}`);
    const tags = fc.oneof(fc.stringMatching(TAG), fc.string({ maxLength: 4 }), fc.string({ minLength: 127 }));
    const isPart = (text: string): boolean => 'image' in parseImage(text);
    fc.assert(fc.property(digests, (digest) => assert.equal(DIGEST.test(digest), isPart(`a@${digest}`))));
    fc.assert(
      fc.property(
        tags.filter((tag) => !/[@/]/.test(tag)),
        (tag) => assert.equal(TAG.test(tag), isPart(`a:${tag}`) && tag !== ''),
      ),
    );
  });
});
