/** A transport that reconnects to a cluster whose address or CA changes, or that is recreated. */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import { readResponse, type ApiResponse } from './api-response.ts';
import type { Connection } from './connection.ts';
import type { StreamedResponse } from './exchange.ts';
import type { CacheRequest } from '../../async/cached-value.ts';
import { isRetryable } from '../../async/retry.ts';
import { responseError, isAbsent } from './response-error.ts';
import { openTransport, type ApiRequest, type Transport } from './transport.ts';

/** Errors that occur if a cluster has moved. */
const STALE: ReadonlySet<ErrorReason> = new Set([
  'NoSuchHost',
  'Unreachable',
  'ConnectTimeout',
  'ExpiredCertificate',
  'WrongCertificateName',
  'UntrustedCertificate',
  'Unauthorized',
  'UnexpectedAnswer',
]);

/**
 * Sends requests over the connection of `connect`. If a request fails as if the cluster had moved, `connect` is called again
 * with `forceRefresh`. If the connection differs, the request is sent again there, also a PATCH: its `test` operations
 * prevent a second application. Connections to the old address end by themselves, because another event may use them.
 */
export function reconnectingTransport(connect: Connect): Transport {
  const route = new Route(connect);
  return {
    stream: (request) => sent(route, request, streamed),
    json: (request) => sent(route, request, answered),
    close: () => route.close(),
  };
}

async function sent<T>(
  route: Route,
  request: ApiRequest,
  send: (transport: Transport, request: ApiRequest) => Promise<T>,
): Promise<T> {
  const first = await route.begin(request.signal);
  try {
    return await send(first.transport, request);
  } catch (thrown) {
    const fault = toUpdaterError(thrown);
    if (!STALE.has(fault.reason)) throw fault;
    const second = await route.goOn(first, fault, request.signal);
    if (second === first) throw fault;
    return send(second.transport, request);
  }
}

type Connect = (request: CacheRequest) => Promise<Connection>;

interface Destination {
  readonly connection: Connection;
  readonly transport: Transport;
}

/** The latest connection to a cluster; it changes only if the cluster has moved. */
class Route {
  readonly #connect: Connect;
  #way: Destination | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The connection for a request. */
  async begin(signal: AbortSignal): Promise<Destination> {
    try {
      return await this.#find({ forceRefresh: false, signal });
    } catch (thrown) {
      // If the current address is unknown, the cluster has not necessarily moved.
      if (this.#way !== undefined && isRetryable(toUpdaterError(thrown))) return this.#way;
      throw thrown;
    }
  }

  /** The connection after a failed request; the same one if the cluster has not moved. */
  async goOn(failed: Destination, fault: UpdaterError, signal: AbortSignal): Promise<Destination> {
    try {
      // Another request may have found the new address in the meantime.
      return await this.#find({ forceRefresh: this.#way === failed, signal });
    } catch (thrown) {
      const other = toUpdaterError(thrown);
      // An error that the cluster was deleted is more precise than that it is unreachable; an unknown state is less precise.
      throw isRetryable(other) || other.reason === 'OutOfTime' ? fault : other;
    }
  }

  close(): void {
    this.#way?.transport.close();
  }

  async #find(request: CacheRequest): Promise<Destination> {
    const connection = await this.#connect(request);
    if (this.#way === undefined || !isSameDestination(this.#way.connection, connection))
      this.#way = { connection, transport: openTransport(connection) };
    return this.#way;
  }
}

function isSameDestination(a: Connection, b: Connection): boolean {
  return a === b || (a.server.href === b.server.href && JSON.stringify(a.tls) === JSON.stringify(b.tls));
}

// A server at the old address may respond with HTTP without knowing the path.
const OF_AN_API_SERVER = /^(?:application\/(?:json|vnd\.kubernetes)|text\/plain)/;

async function streamed(transport: Transport, request: ApiRequest): Promise<StreamedResponse> {
  const received = await transport.stream(request);
  const { status, headers } = received;
  const isOfAnyServer = status < 400 || status === 404;
  if (!isOfAnyServer || OF_AN_API_SERVER.test(headers['content-type'] ?? '')) return received;
  throw responseError(await readResponse(received));
}

async function answered(transport: Transport, request: ApiRequest): Promise<ApiResponse> {
  const response = await transport.json(request);
  if (response.status === 404 && !isAbsent(response)) throw responseError(response);
  return response;
}
