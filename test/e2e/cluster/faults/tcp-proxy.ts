/** A proxy that passes bytes on, TLS and all, until something happens. */
import { connect, createServer, type Socket } from 'node:net';
import { whileListening } from '../../../support/local-server.ts';

/**
 * Stands before the server at `url` while `use` runs. The first connection over which more than `bytes` come back
 * ends there, once `event` is over; nothing stops the others, or those that follow.
 */
export function untilBytes<T>(
  url: string,
  bytes: number,
  event: () => Promise<void>,
  use: (proxy: URL) => Promise<T>,
): Promise<T> {
  let happened = false;
  const server = createServer((socket) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    let received = 0;
    const end = () => {
      socket.destroy();
      upstream.destroy();
    };
    const cut = (): void => {
      happened = true;
      upstream.pause();
      event().then(end, end);
    };
    upstream.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (!happened && received > bytes) cut();
      else if (!upstream.isPaused()) write(socket, upstream, chunk);
    });
    socket.on('data', (chunk: Buffer) => upstream.write(chunk));
    for (const side of [socket, upstream]) side.on('error', end).on('close', end);
  });
  return whileListening(server, use, 'https');
}

/** Takes no more from the server than the client does. */
function write(socket: Socket, upstream: Socket, chunk: Buffer): void {
  if (socket.write(chunk)) return;
  upstream.pause();
  socket.once('drain', () => upstream.resume());
}
