/**
 * The envelope of a JSON list: `{"kind":…,"apiVersion":…,"metadata":{…},"items":[` and `]}`, in any order of keys. It is
 * kept as text, with empty items, and parsed at the end.
 */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { isObject, objectOr, parseJson, stringOr } from '../../core/text/json.ts';
import { printable } from '../../core/text/printable.ts';
import { parseApiStatus } from '../client/api-status.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  isSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts';
import type { ListEnd } from './list-reader.ts';

/** The state after the last byte. */
type Position = 'before' | 'around' | 'items' | 'behind';

// Characters of the response, for messages.
const EXCERPT = 80;

export class JsonEnvelope {
  readonly #limit: number;
  readonly #bytes: number[] = [];
  #position: Position = 'before';
  #depth = 0;
  #inString = false;
  #escaped = false;
  // The beginning of the latest key of the outermost object, to recognize `items`.
  #latest = '';

  /** `limit` is the maximum number of bytes of the envelope. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get position(): Position {
    return this.#position;
  }

  /** Reads up to the `[` of the items, or to the end of the chunk. Returns the next index. */
  read(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#position === 'items') this.#position = 'around';
    while (at < chunk.length && this.position !== 'items') {
      const byte = chunk[at] ?? 0;
      if (this.#position === 'before' && byte === OPEN_BRACE) this.#position = 'around';
      if (this.#position === 'around') this.#step(byte);
      else if (!isSpace(byte)) throw noList(chunk.subarray(at, at + EXCERPT).toString());
      at += 1;
    }
    return at;
  }

  /** The parsed envelope, after the last byte. */
  end(scanned: number): ListEnd {
    if (this.#position !== 'behind')
      throw new UpdaterError('CutStream', `the list ended early after ${scanned} items`);
    const list = parseJson(this.#text());
    if (!isObject(list) || !(Array.isArray(list['items']) || list['items'] === null)) {
      throw noList(parseApiStatus(list).message || this.#text());
    }
    return { scanned, continue: stringOr(objectOr(list['metadata'])['continue'], '') };
  }

  #step(byte: number): void {
    this.#bytes.push(byte);
    if (this.#bytes.length > this.#limit) throw noList(this.#text());
    if (this.#inString) this.#stepInString(byte);
    else this.#stepOutside(byte);
  }

  #stepInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      return;
    }
    if (this.#depth === 1 && this.#latest.length <= 'items'.length) this.#latest += String.fromCharCode(byte);
  }

  #stepOutside(byte: number): void {
    if (byte === QUOTE) {
      this.#inString = true;
      if (this.#depth === 1) this.#latest = '';
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      this.#depth += 1;
      if (byte === OPEN_BRACKET && this.#depth === 2 && this.#latest === 'items') this.#position = 'items';
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#depth -= 1;
      if (this.#depth === 0) this.#position = 'behind';
    }
  }

  #text(): string {
    return Buffer.from(this.#bytes).toString();
  }
}

function noList(came: string): UpdaterError {
  return new UpdaterError('UnexpectedAnswer', `expected a list, got "${printable(came, EXCERPT)}"`);
}
