/**
 * Splits a file of events into entries: the objects in it, independent of the text between them. So one reader supports
 *
 *     {"action":"INSERT","tag":"…"}                   one event a line
 *     {"message":{"data":"…"}}                        one message a line
 *     [                                               what gcloud prints, over many lines, once or several times
 *       {
 *         "ackId": "…",
 *
 * Between objects, white space, brackets, commas and byte order marks are ignored; anything else up to the end of its line is
 * a malformed entry. An object is malformed and ends early if a text in it contains a line break, or if a line begins with
 * `{`: a truncated line does not affect the next one.
 */
import { UpdaterError } from '../core/errors/updater-error.ts';

export interface FileEntry {
  /** Its first line, from 1. */
  readonly line: number;
  /** Its bytes, or an error: an entry may be larger than the limit. */
  readonly content: Uint8Array | UpdaterError;
}

// A message has at most 64 KB of payload, and a hundred attributes.
const MAX_ENTRY = 1024 * 1024;

const [NEWLINE, QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [...Buffer.from('\n"\\{}[]')];
const BETWEEN = new Set([...Buffer.from(' \t\r\n[],'), 0xef, 0xbb, 0xbf]);

type Place = 'between' | 'object' | 'text' | 'escape' | 'no object';

/** Reads the bytes of a file in chunks of any size. */
export class EntryReader {
  #place: Place = 'between';
  #line = 1;
  #isLineStart = true;
  #depth = 0;
  #begunAt = 1;
  #size = 0;
  #pieces: Uint8Array[] = [];

  /** The entries that end in this chunk. */
  read(piece: Uint8Array): FileEntry[] {
    const found: FileEntry[] = [];
    let from = 0;
    for (let index = 0; index < piece.length; index += 1) {
      const byte = piece[index] ?? 0;
      if (this.#endsBefore(byte)) found.push(this.#entry(piece.subarray(from, index)));
      if (this.#beginsAt(byte)) from = index;
      else if (this.#endsWith(byte)) found.push(this.#entry(piece.subarray(from, index + 1)));
      this.#isLineStart = byte === NEWLINE;
      if (this.#isLineStart) this.#line += 1;
    }
    if (this.#place !== 'between') this.#keep(piece.slice(from));
    return found;
  }

  /** The entry at the end of the file. */
  end(): FileEntry[] {
    return this.#place === 'between' ? [] : [this.#entry(new Uint8Array())];
  }

  #endsBefore(byte: number): boolean {
    if (byte === NEWLINE) return this.#place !== 'between' && this.#place !== 'object';
    return byte === OPEN && this.#isLineStart && this.#place === 'object';
  }

  #beginsAt(byte: number): boolean {
    if (this.#place !== 'between' || BETWEEN.has(byte)) return false;
    this.#place = byte === OPEN ? 'object' : 'no object';
    this.#depth = 1;
    this.#begunAt = this.#line;
    return true;
  }

  /** Consumes a byte; true if it completes the object. */
  #endsWith(byte: number): boolean {
    if (this.#place === 'escape') this.#place = 'text';
    else if (this.#place === 'text') this.#place = placeInText(byte);
    else if (this.#place === 'object') {
      if (byte === QUOTE) this.#place = 'text';
      else if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
      else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth -= 1;
      return this.#depth === 0;
    }
    return false;
  }

  #keep(bytes: Uint8Array): void {
    this.#size += bytes.length;
    if (this.#size <= MAX_ENTRY) this.#pieces.push(bytes);
    else this.#pieces = [];
  }

  #entry(last: Uint8Array): FileEntry {
    this.#keep(last);
    const content = this.#size > MAX_ENTRY ? tooLarge(this.#size) : Buffer.concat(this.#pieces);
    this.#place = 'between';
    this.#size = 0;
    this.#pieces = [];
    return { line: this.#begunAt, content };
  }
}

function placeInText(byte: number): Place {
  if (byte === BACKSLASH) return 'escape';
  return byte === QUOTE ? 'object' : 'text';
}

function tooLarge(size: number): UpdaterError {
  return new UpdaterError('TooLarge', `expected at most ${MAX_ENTRY} bytes in an entry, got ${size}`);
}
