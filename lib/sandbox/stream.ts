/** Writes texts to a client with backpressure. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Piece } from './pager.ts';

/** Texts are joined to chunks of about this number of bytes; a chunk for each comma would be slow. */
const CHUNK = 64 * 1024;

/** Writes and flushes everything, without ending the response. Stops early if the client disconnects. */
export async function writePieces(response: ServerResponse, pieces: Iterable<Piece>): Promise<void> {
  for (const chunk of chunks(pieces)) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response);
  }
}

function* chunks(pieces: Iterable<Piece>): Generator<Buffer> {
  let gathered: Buffer[] = [];
  let size = 0;
  for (const { text } of pieces) {
    gathered.push(text);
    size += text.length;
    if (size >= CHUNK) {
      yield Buffer.concat(gathered);
      gathered = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(gathered);
}

/** Waits until the client can receive more, or has disconnected. */
async function drained(response: ServerResponse): Promise<void> {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  done.abort();
}

/** Destroys the socket after all data is sent, so that the client receives it without an end. */
export async function breakOff(response: ServerResponse): Promise<void> {
  const { socket } = response;
  if (socket === null) return;
  await new Promise<void>((resolve) => {
    socket.write('', () => {
      resolve();
    });
  });
  socket.destroy();
}
