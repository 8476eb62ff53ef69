/**
 * The HTTP server of a process that runs for long. Slow and idle callers have an end, bodies a limit. Its end has two steps:
 * it lingers, so that load balancers notice, then it drains: nothing new is taken while what is at work is finished.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { framed, type HttpResponse } from './http-response.ts';
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
import { readBody } from './read-body.ts';

export interface HttpServer {
  readonly port: number;
  /** Serves on for this time, and each answer ends its connection: the next one of the caller goes to another process. */
  readonly linger: (milliseconds: number) => Promise<void>;
  /** Resolves to whether all that was at work was finished within this time; what was not is aborted, and has a few seconds to tell what it did. */
  readonly drain: (milliseconds: number) => Promise<boolean>;
}

export interface HttpServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** On an address of loopback, requests that name another host are refused. */
  readonly host: string;
  /** Never rejects. */
  readonly handle: HandleCall;
  /** For requests to another host. */
  readonly refusing: RefusalContext;
  /** {@link TIMEOUTS} unless given; milliseconds. */
  readonly timeouts?: Partial<typeof TIMEOUTS>;
  /** Of all bodies together, {@link MAX_BODIES} unless given; bytes. */
  readonly maxBodies?: number;
  /** {@link MAX_KEPT_CONNECTIONS} unless given. */
  readonly maxKeptConnections?: number;
}

/** Who has not sent a whole request by then is not waited for; checked every few seconds. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 40_000,
  // Longer than load balancers keep idle connections, those of Google for 600 s: who closes first must not be the server,
  // for a request that is under way then is lost.
  keepAliveTimeout: 620_000,
  connectionsCheckingInterval: 5_000,
};
const MAX_CONNECTIONS = 1_000;

/** After the drain; the rest is for answers. */
const ABORTED_MS = CALL_END_MS + 3_000;

/** While more are open, each answer ends its connection: idle ones, which anybody may have, never take all the places. */
const MAX_KEPT_CONNECTIONS = 500;

/** Bodies that are being read or worked on, together. Only authenticated callers get as far. */
const MAX_BODIES = 32 * 1024 * 1024;

/** Listens until it drains. Rejects with Node's error where it cannot, as where the port is taken. */
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
  /** Asked when the answer is there. */
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
  const asked: CallRequest = { method, url, headers, readBody: (limits) => readBody(request, limits, part) };
  const answer =
    isLoopbackAddress(host) && !isLoopbackHost(named, host)
      ? refuse(foreignHost(named), asked, refusing)
      : await handle(asked, inFlight.signal);
  part.end();
  discardRest(request);
  write(response, answer, method, endsConnection());
}

/** What is no path has no route. */
function readTarget({ url = '/' }: IncomingMessage): RequestTarget {
  return requestTarget(url) ?? { url };
}

function foreignHost(host = 'none'): UpdaterError {
  return new UpdaterError(
    'ForeignHost',
    `expected a name of this machine in \`Host\`, got ${printable(host)}`,
  );
}

/** The last answer on a connection says so: a server that ends would wait for the next request else. */
function write(response: ServerResponse, answer: HttpResponse, method: string, isLast: boolean): void {
  const { status, headers, body } = framed(answer);
  response.writeHead(status, { ...headers, ...(isLast && { connection: 'close' }) });
  response.end(method === 'HEAD' ? undefined : body);
}
