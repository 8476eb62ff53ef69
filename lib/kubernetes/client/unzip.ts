/**
 * Inflates compressed bodies. An API server compresses bodies over 128 KB on request: a list then has a tenth of the bytes,
 * and arrives in far fewer chunks, each of which costs more than inflating its content.
 */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import type { StreamedResponse } from './exchange.ts';

/** The request header for responses that {@link unzipped} can read. */
export const ACCEPT_COMPRESSED = { 'accept-encoding': 'gzip' } as const;

// The double and the half of that were measured to be slower.
const CHUNK_BYTES = 32 * 1024;

/**
 * The same response with its inflated body. Reading it throws the errors of the compressed body; `CutStream` if that ends
 * early or is damaged.
 */
export function unzipped(received: StreamedResponse): StreamedResponse {
  const isZipped = received.headers['content-encoding'] === 'gzip';
  return isZipped ? { ...received, body: inflated(received) } : received;
}

async function* inflated({ body, request }: StreamedResponse): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // The end of either stream ends the other; the reader receives the error of the stream that it reads.
  pipeline(Readable.from(body, { objectMode: false }), gunzip, () => undefined);
  try {
    const chunks: AsyncIterable<Buffer> = gunzip;
    yield* chunks;
  } catch (cause) {
    if (cause instanceof UpdaterError) throw cause;
    throw new UpdaterError('CutStream', `${request}: the compressed response ended early or is damaged`, {
      cause,
    });
  }
}
