/** A TCP proxy before the emulator that closes in the middle of something, or when the test says so, and is opened again by it. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../../support/local-server.ts';

export interface InterruptibleProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Resolves when it closes: all connections are gone by then, and new ones end at once. */
  readonly closed: Promise<void>;
  /** How many connections it has turned away. */
  readonly refused: () => number;
  /** Closes it now. */
  readonly close: () => void;
  /** Lets everything through from now on. */
  readonly open: () => void;
  readonly end: () => Promise<void>;
}

/** Closes once, as soon as that many bytes went to the server on this port of 127.0.0.1. */
export async function startInterruptibleProxy(port: number, bytes: number): Promise<InterruptibleProxy> {
  const { promise: closed, resolve: isClosed } = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  let state: 'before' | 'closed' | 'open' = 'before';
  let sent = 0;
  let refused = 0;
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const close = (): void => {
    state = 'closed';
    endAll();
    isClosed();
  };
  const pass = (chunk: Buffer, upstream: Socket): void => {
    sent += chunk.length;
    upstream.write(chunk);
    if (state === 'before' && sent > bytes) close();
  };
  const server = createServer((socket) => {
    if (state === 'closed') {
      refused += 1;
      socket.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    const end = (): void => void [socket, upstream].map((side) => side.destroy());
    for (const side of [socket, upstream]) sockets.add(side.on('error', end).on('close', end));
    socket.on('data', (chunk: Buffer) => pass(chunk, upstream));
    upstream.pipe(socket);
  });
  const ownPort = await listen(server);
  return {
    host: `127.0.0.1:${ownPort}`,
    closed,
    refused: () => refused,
    close,
    open: () => {
      state = 'open';
    },
    end: async () => {
      server.close();
      endAll();
      await once(server, 'close');
    },
  };
}
