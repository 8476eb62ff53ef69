/** Bytes that arrive in chunks, read as if they were all there. */
import { UpdaterError } from '../../core/errors/updater-error.ts';

// What is joined out of chunks has a place of its own that is used again and again, up to this size: an API server
// writes 4 KB at a time, so that nearly every object is cut, and memory outside of V8's heap is slow to come back.
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

  /** How many bytes were read so far. */
  get position(): number {
    return this.#before + this.#at;
  }

  /** Whether there are no more bytes. */
  async ended(): Promise<boolean> {
    return this.#isEmpty() && !(await this.#next());
  }

  /**
   * The next `length` bytes, to be used before more is taken: their memory is used again. Those beyond `keep` are
   * read and thrown away, and the answer is undefined.
   * @throws UpdaterError `CutStream` where they end before.
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
   * The next varint, as protobuf writes it.
   * @throws UpdaterError `CutStream` where it ends before, `UnexpectedAnswer` where it does not end.
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

  /** As many of the chunk's bytes as there are, up to `length`. */
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

  /** To be called when no more is read, also before the end: lets the connection go. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  // Asked before each wait: a wait for what is there already costs more than reading it.
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
    return new UpdaterError('CutStream', `the list broke off at byte ${this.position}`);
  }
}
