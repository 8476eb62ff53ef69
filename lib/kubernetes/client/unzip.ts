/**
 * Bodies that the server has compressed. Over 128 KB an API server does, where it is asked to: a list then has a
 * tenth of the bytes and arrives in far fewer pieces, each of which costs more than inflating what is in it.
 */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import type { StreamedResponse } from './exchange.ts';

/** What to say in a request, for {@link unzipped} to read the answer. */
export const ACCEPT_COMPRESSED = { 'accept-encoding': 'gzip' } as const;

// Twice that and twice half of that were measured to be slower.
const CHUNK_BYTES = 32 * 1024;

/**
 * The same answer with its body as it was.
 * Reading it throws what reading the compressed one throws; `CutStream` where that ends early or is damaged.
 */
export function unzipped(received: StreamedResponse): StreamedResponse {
  const isZipped = received.headers['content-encoding'] === 'gzip';
  return isZipped ? { ...received, body: inflated(received) } : received;
}

async function* inflated({ body, request }: StreamedResponse): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // What ends either ends the other; who reads hears of it from the one that is read.
  pipeline(Readable.from(body, { objectMode: false }), gunzip, () => undefined);
  try {
    const chunks: AsyncIterable<Buffer> = gunzip;
    yield* chunks;
  } catch (cause) {
    if (cause instanceof UpdaterError) throw cause;
    throw new UpdaterError('CutStream', `${request}: what was compressed can not be read to its end`, {
      cause,
    });
  }
}
