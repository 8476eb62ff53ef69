/** Decodes protobuf messages to the JSON that the API server would have sent, reduced to the required fields. */
import { objectOr, type JsonObject } from '../../core/text/json.ts';
import { BYTES, VARINT, wireFields, type WireField } from './wire.ts';

/**
 * The type of a field. `map` maps strings to strings; `time` is `{seconds = 1}`, converted to RFC 3339; `list` repeats a
 * message. In JSON the members of an `inline` message are members of its parent; its own name is not used.
 */
type FieldType =
  | { readonly type: 'string' | 'int' | 'bool' | 'map' | 'time' }
  | { readonly type: 'message' | 'list' | 'inline'; readonly of: MessageType };

/** The required fields of a message by number; all others are skipped. */
export type MessageType = Readonly<Record<number, FieldType & { readonly name: string }>>;

/**
 * Decodes a message in linear time, because owners of workloads choose the number of labels.
 * @throws RangeError if the bytes are not a message, or a field has another wire type.
 */
export function decodeMessage(bytes: Buffer, message: MessageType): JsonObject {
  const object = new Map<string, unknown>();
  for (const field of wireFields(bytes)) {
    const expected = message[field.number];
    if (expected === undefined) continue;
    const value = decodeField(field, expected, object.get(expected.name));
    if (expected.type !== 'inline') object.set(expected.name, value);
    else for (const [name, inner] of Object.entries(objectOr(value))) object.set(name, inner);
  }
  return Object.fromEntries(
    [...object].map(([name, value]) => [name, value instanceof Map ? Object.fromEntries(value) : value]),
  );
}

const WIRE_TYPES: Readonly<Record<FieldType['type'], number>> = {
  int: VARINT,
  bool: VARINT,
  string: BYTES,
  time: BYTES,
  map: BYTES,
  message: BYTES,
  inline: BYTES,
  list: BYTES,
};

/** The value of the field; a map or list gets an additional entry. */
function decodeField(field: WireField, expected: FieldType, gathered: unknown): unknown {
  if (field.type !== WIRE_TYPES[expected.type])
    throw new RangeError(`field ${field.number} has wire type ${field.type}`);
  switch (expected.type) {
    case 'int':
      return field.value;
    case 'bool':
      return field.value !== 0;
    case 'string':
      return field.bytes.toString();
    case 'time':
      return decodeTime(field.bytes);
    case 'map':
      return withEntry(gathered instanceof Map ? gathered : new Map<unknown, unknown>(), field.bytes);
    case 'message':
    case 'inline':
      return decodeMessage(field.bytes, expected.of);
    case 'list': {
      const items: unknown[] = Array.isArray(gathered) ? gathered : [];
      items.push(decodeMessage(field.bytes, expected.of));
      return items;
    }
  }
}

const MAP_ENTRY: MessageType = { 1: { name: 'key', type: 'string' }, 2: { name: 'value', type: 'string' } };
const TIME: MessageType = { 1: { name: 'seconds', type: 'int' } };

function withEntry(map: Map<unknown, unknown>, bytes: Buffer): Map<unknown, unknown> {
  const { key = '', value = '' } = decodeMessage(bytes, MAP_ENTRY);
  return map.set(key, value);
}

function decodeTime(bytes: Buffer): string {
  const { seconds = 0 } = decodeMessage(bytes, TIME);
  return new Date(Number(seconds) * 1000).toISOString();
}
