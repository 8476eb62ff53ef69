/**
 * The HTTP server of a long-running process, with time limits for slow and idle callers, and size limits for bodies. Its
 * shutdown has two steps: it lingers, so that load balancers notice, then it drains: it accepts no new requests and finishes
 * those in flight.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuse } from './refuse.ts';
import type { CallRequest, HandleCall, RefusalContext } from './api-options.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { CALL_END_MS } from '../pipeline/end-limits.ts';
import { requestTarget, type RequestTarget } from '../core/names/request-target.ts';
import { printable } from '../core/text/printable.ts';
import { byteBudget, partOfBudget, type ByteBudget } from './byte-budget.ts';
import { discardRest } from './discard-rest.ts';
import { drainServer } from './drain-server.ts';
import { requestsInFlight, type InFlight } from './in-flight.ts';
import { isLoopbackAddress, isLoopbackHost } from './loopback-host.ts';
import { readBody, type ReadBody } from './read-body.ts';
import { writeResponse } from './write-response.ts';

export interface HttpServer {
  readonly port: number;
  /** Accepts requests for this time, and each response closes its connection, so that the next request goes to another process. */
  readonly linger: (milliseconds: number) => Promise<void>;
  /** Resolves to whether all requests in flight were finished in time; the others are aborted, and have a few seconds to report. */
  readonly drain: (milliseconds: number) => Promise<boolean>;
}

export interface HttpServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** On a loopback address, requests with the name of another host are rejected. */
  readonly host: string;
  /** Never rejects. */
  readonly handle: HandleCall;
  /** For rejected requests. */
  readonly refusing: RefusalContext;
  /** In milliseconds. Default: {@link TIMEOUTS}. */
  readonly timeouts?: Partial<typeof TIMEOUTS>;
  /** The maximum of all bodies together, in bytes. Default: {@link MAX_BODIES}. */
  readonly maxBodies?: number;
  /** Default: {@link MAX_KEPT_CONNECTIONS}. */
  readonly maxKeptConnections?: number;
}

/** Time limits for sending a request; checked every few seconds. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 40_000,
  // Longer than load balancers keep idle connections (Google: 600 s). If the server closed first, a request in transit would
  // be lost.
  keepAliveTimeout: 620_000,
  connectionsCheckingInterval: 5_000,
};
const MAX_CONNECTIONS = 1_000;

/** After the drain; the rest of the time is for responses. */
const ABORTED_MS = CALL_END_MS + 3_000;

/** If more are open, each response closes its connection, so that idle connections cannot use all of them. */
const MAX_KEPT_CONNECTIONS = 500;

/** The maximum size of all bodies in flight. Only authenticated callers can use it. */
const MAX_BODIES = 32 * 1024 * 1024;

/** Listens until it drains. Rejects with Node's error if it cannot listen, for example because the port is in use. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const {
    port,
    host,
    timeouts = {},
    maxBodies = MAX_BODIES,
    maxKeptConnections = MAX_KEPT_CONNECTIONS,
  } = options;
  const inFlight = requestsInFlight();
  const budget = byteBudget(maxBodies);
  let isEnding = false;
  let open = 0;
  const endsConnection = (): boolean => isEnding || open > maxKeptConnections;
  const server = createServer({ ...TIMEOUTS, ...timeouts }, (request, response) => {
    const answered = answerRequest(request, response, { ...options, budget, inFlight, endsConnection });
    void inFlight.track(answered, response);
  });
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen({ port, host });
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    linger: async (milliseconds) => {
      isEnding = true;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
    drain: (milliseconds) => {
      isEnding = true;
      return drainServer(server, inFlight, { work: milliseconds, aborted: ABORTED_MS });
    },
  };
}

interface ConnectionContext extends Pick<HttpServerOptions, 'handle' | 'host' | 'refusing'> {
  readonly budget: ByteBudget;
  readonly inFlight: InFlight;
  /** Called when the response is ready. */
  readonly endsConnection: () => boolean;
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { handle, host, refusing, budget, inFlight, endsConnection }: ConnectionContext,
): Promise<void> {
  const { method = 'GET', headers } = request;
  const { url, host: named = headers.host } = readTarget(request);
  const part = partOfBudget(budget);
  const bodyContext = { budget: part, signal: inFlight.signal };
  const readWithin: ReadBody = (limits) => readBody(request, limits, bodyContext);
  const asked: CallRequest = { method, url, headers, readBody: readWithin };
  const answer =
    isLoopbackAddress(host) && !isLoopbackHost(named, host)
      ? refuse(foreignHost(named), asked, refusing)
      : await handle(asked, inFlight.signal);
  part.end();
  discardRest(request);
  // The last response of a connection says so; else a server that shuts down would wait for the next request.
  writeResponse(response, answer, endsConnection() ? { connection: 'close' } : {});
}

/** A text that is not a path has no route. */
function readTarget({ url = '/' }: IncomingMessage): RequestTarget {
  return requestTarget(url) ?? { url };
}

function foreignHost(host = 'none'): UpdaterError {
  return new UpdaterError(
    'ForeignHost',
    `expected a host name of this machine in \`Host\`, got ${printable(host)}`,
  );
}
