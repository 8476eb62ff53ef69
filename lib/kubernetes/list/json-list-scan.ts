/** Splits a JSON list into items while it arrives: a push parser, chunk by chunk. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { parseJson } from '../../core/text/json.ts';
import { CLOSE_BRACKET, COMMA, isSpace, OPEN_BRACE } from './json-bytes.ts';
import { JsonEnvelope } from './json-envelope.ts';
import { JsonValueEnd } from './json-value-end.ts';
import type { ListedItem, ListEnd, TakeItem } from './list-reader.ts';
import { textWithoutManagedFields } from './managed-fields.ts';

/** Maximum numbers of bytes in memory. */
export interface JsonListLimits {
  readonly envelopeBytes: number;
  readonly itemBytes: number;
}

/** The next token in the array of items. */
type Next = 'item' | 'item or end' | 'comma or end';

export class JsonListScan {
  readonly #take: TakeItem;
  readonly #mentions: Buffer | undefined;
  readonly #limits: JsonListLimits;
  readonly #envelope: JsonEnvelope;
  #next: Next = 'item or end';
  #scanned = 0;
  // The current item, and its bytes from earlier chunks.
  #item: JsonValueEnd | undefined;
  #parts: Buffer[] = [];
  #size = 0;
  // What took the last item wants to be waited for.
  #pause: Promise<void> | undefined;

  constructor(take: TakeItem, mentions: string | undefined, limits: JsonListLimits) {
    this.#take = take;
    this.#mentions = mentions === undefined ? undefined : Buffer.from(mentions);
    this.#limits = limits;
    this.#envelope = new JsonEnvelope(limits.envelopeBytes);
  }

  /** Parses the next bytes of the list, from `from` on. If it returns a promise, that has to be awaited before the next chunk. */
  feed(chunk: Buffer, from = 0): Promise<void> | undefined {
    let at = from;
    while (at < chunk.length) {
      if (this.#item !== undefined) at = this.#readItem(this.#item, chunk, at);
      else if (this.#envelope.position === 'items') at = this.#readBetween(chunk, at);
      else at = this.#envelope.read(chunk, at);
      if (this.#pause !== undefined) return this.#resume(this.#pause, chunk, at);
    }
    return undefined;
  }

  /** Has to be called after the last chunk. */
  end(): ListEnd {
    return this.#envelope.end(this.#scanned);
  }

  async #resume(pause: Promise<void>, chunk: Buffer, at: number): Promise<void> {
    this.#pause = undefined;
    await pause;
    await this.feed(chunk, at);
  }

  #readBetween(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (isSpace(byte)) return at + 1;
    if (byte === CLOSE_BRACKET) {
      if (this.#next === 'item') throw this.#broken();
      this.#next = 'item or end';
      return this.#envelope.read(chunk, at);
    }
    if ((byte === COMMA) !== (this.#next === 'comma or end')) throw this.#broken();
    if (byte === COMMA) {
      this.#next = 'item';
      return at + 1;
    }
    this.#item = new JsonValueEnd(byte);
    this.#next = 'comma or end';
    return at;
  }

  #readItem(item: JsonValueEnd, chunk: Buffer, at: number): number {
    const end = item.find(chunk, at);
    const part = end === -1 ? chunk.subarray(at) : chunk.subarray(at, end);
    this.#size += part.length;
    // An item that exceeds the limit is skipped to its end.
    if (this.#size > this.#limits.itemBytes) this.#parts = [];
    else this.#parts.push(part);
    if (end === -1) return chunk.length;
    this.#finishItem();
    return end;
  }

  #finishItem(): void {
    const [first = Buffer.alloc(0), ...more] = this.#parts;
    const index = this.#scanned;
    if (this.#size > this.#limits.itemBytes) {
      this.#pause = this.#take({ index, unreadable: `larger than ${this.#limits.itemBytes} bytes` });
    } else {
      const bytes = more.length === 0 ? first : Buffer.concat(this.#parts, this.#size);
      if (this.#isAskedFor(bytes)) this.#pause = this.#take(read(bytes, index));
    }
    this.#scanned += 1;
    this.#item = undefined;
    this.#parts = [];
    this.#size = 0;
  }

  // Items that are not objects are always passed on, because they are invalid with any filter.
  #isAskedFor(bytes: Buffer): boolean {
    return this.#mentions === undefined || bytes[0] !== OPEN_BRACE || bytes.includes(this.#mentions);
  }

  #broken(): UpdaterError {
    return new UpdaterError(
      'UnexpectedAnswer',
      `expected a list, got invalid JSON after item ${this.#scanned}`,
    );
  }
}

function read(bytes: Buffer, index: number): ListedItem {
  const value = parseJson(textWithoutManagedFields(bytes));
  return value === undefined ? { index, unreadable: 'not JSON' } : { index, value };
}
