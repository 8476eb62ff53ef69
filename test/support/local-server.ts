/** Real servers on loopback, for as long as a test uses them. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
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

/** Lets a server of any kind listen on a free port of 127.0.0.1, and gives the port. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Ends an HTTP server and its connections; resolves once they are gone. */
export async function closeServer(
  server: Pick<HttpServer, 'close' | 'closeAllConnections' | 'once'>,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  server.close();
  server.closeAllConnections();
  await closed;
}
