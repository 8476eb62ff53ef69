/** A transport to a cluster that may move: its address, its CA, or it altogether. */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import { readResponse, type ApiResponse } from './api-response.ts';
import type { Connection } from './connection.ts';
import type { StreamedResponse } from './exchange.ts';
import type { CacheRequest } from '../../async/cached-value.ts';
import { isRetryable } from '../../async/retry.ts';
import { responseError, isAbsent } from './response-error.ts';
import { openTransport, type ApiRequest, type Transport } from './transport.ts';

/** Faults that the way to a cluster has when it leads to where the cluster was. */
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
 * Sends requests over the connection that `connect` gives; one that fails as it would at a cluster that moved has
 * `connect` called again with `forceRefresh`, and where that leads elsewhere it is sent again there, a PATCH too: its `test`
 * operations refuse a second application. Connections to where a cluster was are left to end by themselves: another
 * event may be using them.
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

/** The latest way to a cluster; a new one only where it leads elsewhere. */
class Route {
  readonly #connect: Connect;
  #way: Destination | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The way for a request. */
  async begin(signal: AbortSignal): Promise<Destination> {
    try {
      return await this.#find({ forceRefresh: false, signal });
    } catch (thrown) {
      // That nobody can say where the cluster is now does not mean that it has moved.
      if (this.#way !== undefined && isRetryable(toUpdaterError(thrown))) return this.#way;
      throw thrown;
    }
  }

  /** The way after one on which a request failed; the same where the cluster has not moved. */
  async goOn(failed: Destination, fault: UpdaterError, signal: AbortSignal): Promise<Destination> {
    try {
      // Another request may have found the cluster's new place in the meantime.
      return await this.#find({ forceRefresh: this.#way === failed, signal });
    } catch (thrown) {
      const other = toUpdaterError(thrown);
      // That the cluster is gone says more than that it cannot be reached; that nobody could tell says less.
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

// What is behind a former address may well speak HTTP, and not know the path.
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
