/**
 * Any character of Unicode, for fast-check's strings: `fc.string({ unit: codePoint })`. Its own unit `binary` is the same,
 * but keeps a map of all of them: a second of processor time, and 80 MB that each garbage collection walks through from
 * then on.
 */
import fc from 'fast-check';

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const LAST = 0x10ffff;

/** A text of one character, which may take two units of UTF-16; never half of one. */
export const codePoint: fc.Arbitrary<string> = fc.nat({ max: LAST - SURROGATES }).map(character, indexOf);

function character(index: number): string {
  return String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES);
}

/** The way back, by which fast-check puts texts such as `__proto__` among the others. */
function indexOf(text: unknown): number {
  const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (code === undefined) throw new Error('expected a character');
  const index = code < FIRST_SURROGATE ? code : code - SURROGATES;
  if (character(index) !== text) throw new Error('expected one character');
  return index;
}
