/** Real servers on loopback, for as long as a test uses them. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Serves HTTP while `use` runs. */
export async function withHttp<T>(listener: RequestListener, use: (url: URL) => Promise<T>): Promise<T> {
  // A kept connection must not end between two requests of a slow test.
  return whileListening(createServer({ keepAliveTimeout: 60_000 }, listener), use);
}

/** Takes TCP connections while `use` runs. */
export function withTcp<T>(connected: (socket: Socket) => void, use: (url: URL) => Promise<T>): Promise<T> {
  return whileListening(createTcpServer(connected), use);
}

/** Lets a server of any kind listen on a free port while `use` runs, then ends it and its connections. */
export async function whileListening<T>(
  server: Server,
  use: (url: URL) => Promise<T>,
  scheme = 'http',
): Promise<T> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  const port = await listen(server);
  try {
    return await use(new URL(`${scheme}://127.0.0.1:${port}`));
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
