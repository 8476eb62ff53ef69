/**
 * The transport to an API server: HTTP with a pool of kept connections.
 *
 * Why no client library: lib/decisions/node-http.md. After a 401 it repeats a request once, with a new token. Callers retry
 * temporary errors (429, 5xx, a broken connection) with `retry` of `async/retry.ts`.
 */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { readResponse, type ApiResponse } from './api-response.ts';
import { isDenial } from './api-status.ts';
import type { Connection } from './connection.ts';
import { exchange, type StreamedResponse, type ServerPool } from './exchange.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits } from './exchange-limits.ts';
import { responseError } from './response-error.ts';
import { ACCEPT_COMPRESSED, unzipped } from './unzip.ts';

// Not with `import`, which loads a whole HTTP client: lib/decisions/node-http.md.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

export interface ApiRequest {
  readonly method: 'GET' | 'PATCH' | 'POST';
  /** The path of the API, from `/api` or `/apis` on, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Default: `application/json`. */
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
  /** Additional headers, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts the request with `OutOfTime`, including reading its body. */
  readonly signal: AbortSignal;
}

export interface Transport {
  /**
   * For streamed responses; {@link readResponse} reads the body of an error. Every status except 401 is returned.
   * @throws UpdaterError of connection-error.ts, `ConnectTimeout`, `Timeout`, `OutOfTime`, `Unauthorized`, `UnexpectedAnswer`.
   */
  readonly stream: (request: ApiRequest) => Promise<StreamedResponse>;
  /**
   * For small responses. Every status except 401 is returned, and {@link responseError} converts it; a 2xx has JSON.
   * @throws like `stream`; `Refused` for a 401 of a webhook.
   */
  readonly json: (request: ApiRequest) => Promise<ApiResponse>;
  /** Closes all connections. Must be called only without requests in flight. */
  readonly close: () => void;
}

/** Creates a transport for a connection; sends nothing yet. */
export function openTransport(connection: Connection, limits: ExchangeLimits = EXCHANGE_LIMITS): Transport {
  const wire = serverPool(connection.server, connection.tls, limits);
  const address = `${connection.server.origin}${pathPrefix(connection.server)}`;
  const sendOnce = async (
    request: ApiRequest,
    streamed: boolean,
    forceRefresh: boolean,
  ): Promise<StreamedResponse> => {
    const { method, body, signal } = request;
    const token = await connection.token?.({ forceRefresh, signal });
    const received = await exchange(wire, {
      method,
      path: requestPath(connection.server, request),
      headers: { ...requestHeaders(request, token), ...(streamed ? ACCEPT_COMPRESSED : {}) },
      body,
      signal,
      streamed,
      request: `${method} ${address}${request.path}`,
    });
    return unzipped(received);
  };
  const send = async (request: ApiRequest, streamed: boolean): Promise<StreamedResponse> => {
    const first = await sendOnce(request, streamed, false);
    if (first.status !== 401) return first;
    const refused = await readResponse(first);
    // A 401 of a webhook is not about the token.
    if (connection.token === undefined || isDenial(refused.body)) throw responseError(refused);
    const second = await sendOnce(request, streamed, true);
    if (second.status === 401) throw responseError(await readResponse(second));
    return second;
  };
  return {
    stream: (request) => send(request, true),
    json: async (request) => requireJson(await readResponse(await send(request, false))),
    close: () => wire.agent.destroy(),
  };
}

function serverPool(server: URL, tls: Connection['tls'], limits: ExchangeLimits): ServerPool {
  const pool = {
    keepAlive: true,
    maxSockets: limits.connections,
    maxFreeSockets: limits.keptConnections,
    // An option of node:http's agents: closes unused sockets after this time, and none that a request waits on.
    timeout: limits.idleMs,
  };
  // URL keeps the brackets of an IPv6 address, node:net does not accept them.
  const address = { hostname: server.hostname.replace(/^\[|\]$/g, ''), port: server.port, limits };
  return server.protocol === 'https:'
    ? { ...address, send: https.request, agent: new https.Agent({ ...pool, ...tls }) }
    : { ...address, send: http.request, agent: new http.Agent(pool) };
}

function pathPrefix(server: URL): string {
  return server.pathname.replace(/\/+$/, '');
}

function requestPath(server: URL, { path, query = {} }: ApiRequest): string {
  const search = new URLSearchParams({ ...query }).toString();
  return `${pathPrefix(server)}${path}${search === '' ? '' : `?${search}`}`;
}

function requestHeaders(
  { accept, contentType, body, headers }: ApiRequest,
  token: string | undefined,
): Record<string, string> {
  return {
    ...headers,
    accept: accept ?? 'application/json',
    'user-agent': 'kubernetes-image-updater',
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

function requireJson(response: ApiResponse): ApiResponse {
  if (response.status >= 400 || response.body !== undefined) return response;
  throw new UpdaterError(
    'UnexpectedAnswer',
    `${response.request}: expected JSON, got ${response.status} with ${response.text.length} other characters`,
  );
}
