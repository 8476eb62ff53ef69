/** Selects the reader of a list: protobuf if the server sends it, else JSON. */
import type { Kind } from '../../core/workload/kind.ts';
import { jsonListReader } from './json-list-reader.ts';
import type { ListReader } from './list-reader.ts';
import { protobufListReader } from './protobuf-list-reader.ts';
import { messageTypeFor } from './protobuf-schema.ts';

/** The media types to request: protobuf first for built-in kinds; the API server has it only for these. */
export function acceptFor(kind: Kind): string {
  return readersFor(kind)
    .map(({ accept }) => accept)
    .join(',');
}

/** The reader for a response of this content type; that for JSON if it is neither. */
export function readerFor(kind: Kind, contentType = ''): ListReader {
  return readersFor(kind).find(({ accept }) => contentType.startsWith(accept)) ?? jsonListReader();
}

/** In order of preference. */
function readersFor(kind: Kind): readonly ListReader[] {
  const message = messageTypeFor(kind);
  return message === undefined ? [jsonListReader()] : [protobufListReader(message), jsonListReader()];
}
