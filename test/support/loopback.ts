/** Transports over real servers on loopback, and requests to send. */
import type { RequestListener, ServerResponse } from 'node:http';
import type { Connection } from '../../lib/kubernetes/client/connection.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits } from '../../lib/kubernetes/client/exchange-limits.ts';
import { openTransport, type Transport } from '../../lib/kubernetes/client/transport.ts';
import { withHttp } from './local-server.ts';

const { signal } = new AbortController();

export const GET = { method: 'GET', path: '/apis/x', signal } as const;
export const PATCH = {
  ...GET,
  method: 'PATCH',
  body: '[]',
  contentType: 'application/json-patch+json',
} as const;

/** Uses a transport to a server, and closes it. */
export async function over<T>(
  connection: URL | Connection,
  use: (transport: Transport) => Promise<T>,
  limits: Partial<ExchangeLimits> = {},
): Promise<T> {
  const to = connection instanceof URL ? { server: connection } : connection;
  const transport = openTransport(to, { ...EXCHANGE_LIMITS, ...limits });
  try {
    return await use(transport);
  } finally {
    transport.close();
  }
}

/** Serves HTTP and uses a transport to it. */
export function withTransport<T>(
  listener: RequestListener,
  use: (transport: Transport) => Promise<T>,
  limits: Partial<ExchangeLimits> = {},
): Promise<T> {
  return withHttp(listener, (url) => over(url, use, limits));
}

/** A listener that answers every request with this JSON. */
export function answering(status: number, body: unknown): RequestListener {
  return (_, response) => answer(response, status, body);
}

/** Answers one request with JSON. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A body, read to its end. */
export async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
