/** A TCP proxy that counts. It is not in the way of runs that are timed. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../../support/local-server.ts';

export interface Counted {
  /** Connections over which anything came or went. */
  readonly connections: number;
  /** Bytes that the server sent, TLS included. */
  readonly received: number;
}

export interface CountingProxy {
  readonly port: number;
  /** What was counted since it was asked last. */
  readonly count: () => Counted;
  readonly close: () => Promise<void>;
}

/** Passes connections on to a port of 127.0.0.1. */
export async function startCountingProxy(target: number): Promise<CountingProxy> {
  const used = new Set<Socket>();
  const open = new Set<Socket>();
  let received = 0;
  const server = createServer((socket) => {
    const upstream = connect(target, '127.0.0.1');
    socket.on('data', () => used.add(socket));
    upstream.on('data', (bytes) => {
      used.add(socket);
      received += bytes.length;
    });
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) {
      open.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        open.delete(end);
        socket.destroy();
        upstream.destroy();
      });
    }
  });
  const port = await listen(server);
  return {
    port,
    count: () => {
      const counted = { connections: used.size, received };
      used.clear();
      received = 0;
      return counted;
    },
    close: async () => {
      for (const end of open) end.destroy();
      await once(server.close(), 'close');
    },
  };
}
