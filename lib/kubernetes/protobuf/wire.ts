/**
 * The protobuf wire format, as far as lists of workloads need it:
 *
 *     message := { tag value }      tag := varint of (field number << 3 | wire type)
 *     wire types: 0 varint, 1 eight bytes, 2 varint of a length and that many bytes, 5 four bytes
 *
 * Why no library: lib/decisions/protobuf-reader.md.
 */

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** A field of a message. `value` is the varint; for bytes it is their length. */
export interface WireField {
  readonly number: number;
  readonly type: number;
  readonly value: number;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/**
 * The fields of a message, in their order. Varints above 2^53 lose their lowest bits.
 * @throws RangeError if the bytes are not a message.
 */
export function* wireFields(message: Buffer): Generator<WireField, void, undefined> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 62) throw new RangeError('a varint is longer than ten bytes');
    }
  };
  const take = (length: number): Buffer => {
    if (length > message.length - at) throw new RangeError('a field is longer than its message');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = varint();
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    switch (type) {
      case VARINT:
        yield { number, type, value: varint(), bytes: NOTHING };
        break;
      case BYTES: {
        const value = varint();
        yield { number, type, value, bytes: take(value) };
        break;
      }
      case FIXED64:
      case FIXED32:
        yield { number, type, value: 0, bytes: take(type === FIXED64 ? 8 : 4) };
        break;
      default:
        throw new RangeError(`wire type ${type} is unknown`);
    }
  }
}
