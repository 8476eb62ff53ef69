/** The sockets of a sandbox: HTTP or HTTPS on 127.0.0.1, with numbered connections and an immediate shutdown. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** PEM. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
}

/** A socket: its number, counted from 1 in the order of first requests, and its requests so far. */
export interface ClientSocket {
  readonly number: number;
  requests: number;
}

/** Serves a request; if it rejects, the socket is destroyed. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  connection: ClientSocket,
) => Promise<void>;

/** An open port. */
export interface Listener {
  /** Without a slash at the end. */
  readonly url: string;
  /** Closes idle keep-alive sockets. */
  closeIdle(): void;
  /** Stops listening and destroys all sockets. */
  close(): Promise<void>;
}

/** Keep-alive sockets outlive every test and pause of the demo. */
const KEEP_ALIVE_MS = 120_000;

/** Port 0 takes a free one. Rejects if the port is in use, or the certificate is invalid. */
export async function listen(
  { port, tls }: { readonly port: number; readonly tls: TlsOptions | undefined },
  handler: Handler,
): Promise<Listener> {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS };
  const server = tls === undefined ? createServer(options) : createTlsServer({ ...options, ...tls });
  const sockets = trackSockets(server);
  answerWith(server, handler);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${listeningPort(server)}`,
    closeIdle: () => {
      server.closeIdleConnections();
    },
    close: () => close(server, sockets),
  };
}

function answerWith(server: Server, handler: Handler): void {
  const connections = new WeakMap<Socket, ClientSocket>();
  let count = 0;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket) ?? { number: (count += 1), requests: 0 };
    connections.set(request.socket, connection);
    connection.requests += 1;
    handler(request, response, connection).catch(() => response.destroy());
  });
}

/** All open sockets: the server does not know those with an unfinished TLS handshake. */
function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

function listeningPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}
