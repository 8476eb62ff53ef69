/** Writing pieces of text to a client that reads as fast as it likes. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Piece } from './pager.ts';

/** Pieces are gathered to chunks of about this many bytes; a chunk of its own for each comma would cost more. */
const CHUNK = 64 * 1024;

/** Writes everything and flushes it, without ending the response. Stops early where the client goes away. */
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

/** Until the client has room again, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  done.abort();
}

/** Destroys the socket after what was written has left, so that the client gets all of it and then no end. */
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
