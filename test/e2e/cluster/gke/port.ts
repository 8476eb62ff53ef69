/** A port of its own for an API server: what a cluster's endpoint is, for as long as it is there. */
import { connect, createServer } from 'node:net';
import { whileListening } from '../../../support/local-server.ts';

/** Passes bytes on to the server at `url` while `use` runs, TLS and all; gives it the host with the port. */
export function withPort<T>(url: string, use: (host: string) => Promise<T>): Promise<T> {
  const server = createServer((socket) => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    const end = (): void => {
      socket.destroy();
      upstream.destroy();
    };
    for (const side of [socket, upstream]) side.on('error', end).on('close', end);
    socket.pipe(upstream).pipe(socket);
  });
  return whileListening(server, ({ host }) => use(host));
}
