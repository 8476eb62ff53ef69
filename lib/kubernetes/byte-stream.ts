/** Bytes that arrive in chunks, read as if they were all there. */
import { Fault } from '../core/fault.ts';

export class ByteStream {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #before = 0;

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
   * The next `length` bytes; those beyond `keep` are read and thrown away, and the answer is undefined.
   * @throws Fault `CutStream` where they end before.
   */
  async take(length: number, keep: number = length): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for (let missing = length; missing > 0;) {
      if (this.#isEmpty() && !(await this.#next())) throw this.#cut();
      const part = this.#chunk.subarray(this.#at, this.#at + missing);
      this.#at += part.length;
      missing -= part.length;
      if (length <= keep) parts.push(part);
    }
    if (length > keep) return undefined;
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /**
   * The next varint, as protobuf writes it.
   * @throws Fault `CutStream` where it ends before, `UnexpectedAnswer` where it does not end.
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
    throw new Fault('UnexpectedAnswer', `a number was expected at byte ${this.position}`);
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

  #cut(): Fault {
    return new Fault('CutStream', `the list broke off at byte ${this.position}`);
  }
}
