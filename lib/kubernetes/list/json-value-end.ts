/** Finds the end of a JSON value in chunks, without parsing it. */
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  isSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts';

/**
 * Follows a value from its first byte on. Brackets are counted, not paired, and bytes are not decoded: no byte of a multibyte
 * character is an ASCII byte, so a chunk may begin anywhere.
 */
export class JsonValueEnd {
  #depth = 0;
  #inString = false;
  /** 1 if the first byte of the next chunk is escaped, else 0. */
  #escaped = 0;
  readonly #scalar: boolean;

  constructor(first: number | undefined) {
    this.#scalar = first !== OPEN_BRACE && first !== OPEN_BRACKET && first !== QUOTE;
  }

  /** The index after the last byte of the value, or -1 if the chunk ends first. Has to be called for each chunk. */
  find(chunk: Buffer, from: number): number {
    return this.#scalar ? findScalarEnd(chunk, from) : this.#endOfText(chunk, from);
  }

  // Every byte of all lists passes here: only local variables, simple comparisons, and a call for each string.
  #endOfText(chunk: Buffer, from: number): number {
    const { length } = chunk;
    let depth = this.#depth;
    let inString = this.#inString;
    let i = from + this.#escaped;
    do {
      if (inString) {
        i = endOfString(chunk, i);
        if (i >= length) break;
        inString = false;
        i += 1;
        if (depth === 0) return i;
      }
      for (; i < length; i += 1) {
        const byte = chunk[i];
        if (byte === QUOTE) {
          inString = true;
          i += 1;
          break;
        }
        if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
        else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          depth -= 1;
          if (depth === 0) return i + 1;
        }
      }
    } while (i < length);
    this.#depth = depth;
    this.#inString = inString;
    // One after the end, because the last byte was a backslash.
    this.#escaped = i - length;
    return -1;
  }
}

/** The index of the closing quote of a string, or after the end of the chunk if the string continues. */
function endOfString(chunk: Buffer, from: number): number {
  const { length } = chunk;
  let i = from;
  for (; i < length; i += 1) {
    const byte = chunk[i];
    if (byte === QUOTE) break;
    if (byte === BACKSLASH) i += 1;
  }
  return i;
}

function findScalarEnd(chunk: Buffer, from: number): number {
  return chunk.findIndex(
    (byte, i) =>
      i >= from && (byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE || isSpace(byte)),
  );
}
