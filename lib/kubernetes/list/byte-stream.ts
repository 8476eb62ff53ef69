/** Reads bytes that arrive in chunks like a continuous stream. */
import { UpdaterError } from '../../core/errors/updater-error.ts';

// Bytes that are joined from chunks share a buffer up to this size. An API server writes 4 KB at a time, so nearly every
// object is split, and memory outside V8's heap is freed slowly.
const KEPT_BYTES = 256 * 1024;

export class ByteStream {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #before = 0;
  #joined: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The number of bytes read so far. */
  get position(): number {
    return this.#before + this.#at;
  }

  /** Whether all bytes are read. */
  async ended(): Promise<boolean> {
    return this.#isEmpty() && !(await this.#next());
  }

  /**
   * The next `length` bytes. They are valid only until the next read, which reuses their memory. More than `keep` bytes are
   * skipped, and the result is undefined.
   * @throws UpdaterError `CutStream` if the stream ends early.
   */
  async take(length: number, keep: number = length): Promise<Buffer | undefined> {
    const isKept = length <= keep;
    if (isKept && length <= this.#chunk.length - this.#at) return this.#part(length);
    const joined = isKept ? this.#room(length) : undefined;
    for (let taken = 0; taken < length;) {
      if (this.#isEmpty() && !(await this.#next())) throw this.#cut();
      const part = this.#part(length - taken);
      joined?.set(part, taken);
      taken += part.length;
    }
    return joined;
  }

  /**
   * The next protobuf varint.
   * @throws UpdaterError `CutStream` if the stream ends early, `UnexpectedAnswer` for an endless varint.
   */
  async varint(): Promise<number> {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      if (this.#isEmpty() && !(await this.#next())) throw this.#cut();
      const byte = this.#chunk.readUInt8(this.#at);
      this.#at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new UpdaterError(
      'UnexpectedAnswer',
      `expected a number before byte ${this.position}, got one that does not end`,
    );
  }

  /** The remaining bytes of the chunk, up to `length`. */
  #part(length: number): Buffer {
    const part = this.#chunk.subarray(this.#at, this.#at + length);
    this.#at += part.length;
    return part;
  }

  #room(length: number): Buffer {
    if (length > KEPT_BYTES) return Buffer.allocUnsafe(length);
    if (length > this.#joined.length) this.#joined = Buffer.allocUnsafe(Math.min(2 * length, KEPT_BYTES));
    return this.#joined.subarray(0, length);
  }

  /** Has to be called when no more is read, also before the end: releases the connection. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  // Checked before each wait: awaiting an available chunk costs more than reading it.
  #isEmpty(): boolean {
    return this.#at === this.#chunk.length;
  }

  async #next(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#before += this.#chunk.length;
    this.#chunk = next.value;
    this.#at = 0;
    return next.value.length > 0 || this.#next();
  }

  #cut(): UpdaterError {
    return new UpdaterError('CutStream', `the list ended early at byte ${this.position}`);
  }
}
