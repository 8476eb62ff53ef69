/** A proxy on loopback whose connections can fall silent, as those of an instance that slept: neither bytes nor an end come. */
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';

export interface SilentProxy {
  readonly address: string;
  /** All connections that there are carry nothing from now on; new ones do. */
  readonly silence: () => void;
}

/** Stands before a port of loopback while `use` runs. */
export async function withSilentProxy<T>(port: number, use: (proxy: SilentProxy) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('expected a port, got none');
  try {
    return await use({
      address: `127.0.0.1:${bound.port}`,
      silence: () => {
        for (const socket of sockets) socket.unpipe().removeAllListeners('close').pause();
      },
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}
