/**
 * Lists as protobuf, for built-in kinds: a third of the bytes of JSON, and only the required fields are parsed.
 *
 *     "k8s\0"  Unknown { typeMeta = 1, raw = 2, contentEncoding = 3, contentType = 4 }
 *     raw:     List { metadata = 1, repeated items = 2 }
 */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { stringOr, type JsonObject } from '../../core/text/json.ts';
import { ByteStream } from './byte-stream.ts';
import type { ListedItem, ListEnd, ListReader, TakeItem } from './list-reader.ts';
import { decodeMessage, type MessageType } from '../protobuf/decode-message.ts';
import { LIST_META } from './protobuf-schema.ts';
import { BYTES } from '../protobuf/wire.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = Buffer.from('k8s\0');
const RAW = 2;
const METADATA = 1;
const ITEM = 2;

// An object has at most 1.5 MB in etcd.
const MAX_BYTES = 32 * 1024 * 1024;

/** A reader of lists whose items are messages of this type. */
export function protobufListReader(message: MessageType, maxBytes = MAX_BYTES): ListReader {
  return {
    accept: PROTOBUF,
    read: async (chunks, take, mentions) => {
      const bytes = new ByteStream(chunks);
      try {
        return await readList(new ListInProtobuf(bytes, take, { message, mentions, maxBytes }), bytes);
      } finally {
        await bytes.close();
      }
    },
  };
}

async function readList(list: ListInProtobuf, bytes: ByteStream): Promise<ListEnd> {
  const magic = await bytes.take(MAGIC.length);
  if (magic === undefined || !magic.equals(MAGIC))
    throw notAList('the prefix of Kubernetes protobuf is missing');
  while (!(await bytes.ended())) await list.readWrapper();
  return list.end();
}

function notAList(why: string): UpdaterError {
  return new UpdaterError('UnexpectedAnswer', `expected a list in protobuf: ${why}`);
}

interface ListFormat {
  /** The message type of an item. */
  readonly message: MessageType;
  readonly mentions: string | undefined;
  /** The maximum size of an item. */
  readonly maxBytes: number;
}

class ListInProtobuf {
  readonly #bytes: ByteStream;
  readonly #take: TakeItem;
  readonly #message: MessageType;
  readonly #mentions: Buffer | undefined;
  readonly #maxBytes: number;
  #scanned = 0;
  #metadata: JsonObject | undefined;

  constructor(bytes: ByteStream, take: TakeItem, { message, mentions, maxBytes }: ListFormat) {
    this.#bytes = bytes;
    this.#take = take;
    this.#message = message;
    this.#mentions = mentions === undefined ? undefined : Buffer.from(mentions);
    this.#maxBytes = maxBytes;
  }

  /** Reads a field of the wrapper; if it is `raw`, the list in it. */
  async readWrapper(): Promise<void> {
    const { field, length } = await this.#readHead();
    if (field !== RAW) return this.#skip(length);
    const end = this.#bytes.position + length;
    while (this.#bytes.position < end) await this.#readList();
    if (this.#bytes.position > end) throw notAList('an item is longer than its list');
  }

  end(): ListEnd {
    // Every list begins with its metadata, also an empty one.
    if (this.#metadata === undefined)
      throw new UpdaterError('CutStream', 'the list ended before its metadata');
    return { scanned: this.#scanned, continue: stringOr(this.#metadata['continue'], '') };
  }

  async #readList(): Promise<void> {
    const { field, length } = await this.#readHead();
    if (field === ITEM) return this.#readItem(length);
    if (field !== METADATA) return this.#skip(length);
    const bytes = await this.#bytes.take(length, this.#maxBytes);
    this.#metadata = bytes && decodeOrNot(bytes, LIST_META);
    if (this.#metadata === undefined) throw notAList('its metadata cannot be parsed');
  }

  async #readItem(length: number): Promise<void> {
    const bytes = await this.#bytes.take(length, this.#maxBytes);
    const index = this.#scanned;
    this.#scanned += 1;
    if (bytes === undefined) await this.#take({ index, unreadable: `larger than ${this.#maxBytes} bytes` });
    else if (this.#mentions === undefined || bytes.includes(this.#mentions))
      await this.#take(readItem(bytes, this.#message, index));
  }

  /** All fields of a list and of its wrapper are texts or messages. */
  async #readHead(): Promise<{ readonly field: number; readonly length: number }> {
    const tag = await this.#bytes.varint();
    if (tag % 8 !== BYTES) throw notAList(`wire type ${tag % 8} at byte ${this.#bytes.position}`);
    return { field: Math.floor(tag / 8), length: await this.#bytes.varint() };
  }

  async #skip(length: number): Promise<void> {
    await this.#bytes.take(length, 0);
  }
}

function readItem(bytes: Buffer, message: MessageType, index: number): ListedItem {
  const value = decodeOrNot(bytes, message);
  return value === undefined ? { index, unreadable: 'not protobuf' } : { index, value };
}

function decodeOrNot(bytes: Buffer, message: MessageType): JsonObject | undefined {
  try {
    return decodeMessage(bytes, message);
  } catch {
    return undefined;
  }
}
