/** Which reader reads a list: protobuf where the server answers it, else JSON. */
import type { Kind } from '../../core/workload/kind.ts';
import { jsonListReader } from './json-list-reader.ts';
import type { ListReader } from './list-reader.ts';
import { protobufListReader } from './protobuf-list-reader.ts';
import { messageTypeFor } from './protobuf-schema.ts';

/** The media types to ask for: protobuf first for built-in kinds, which is all that the API server has it for. */
export function acceptFor(kind: Kind): string {
  return readersFor(kind)
    .map(({ accept }) => accept)
    .join(',');
}

/** The reader for an answer of this content type; for JSON where it is of neither. */
export function readerFor(kind: Kind, contentType = ''): ListReader {
  return readersFor(kind).find(({ accept }) => contentType.startsWith(accept)) ?? jsonListReader();
}

/** The best first. */
function readersFor(kind: Kind): readonly ListReader[] {
  const message = messageTypeFor(kind);
  return message === undefined ? [jsonListReader()] : [protobufListReader(message), jsonListReader()];
}
