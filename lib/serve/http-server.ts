/**
 * The HTTP server of a process that runs for long. Slow and idle callers have an end, bodies a limit, and when it drains
 * nothing new is taken while what is at work is finished.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerProblem, type Answer } from '../callback/answer.ts';
import type { CallRequest, HandleCall } from '../callback/surroundings.ts';
import { readBody } from './read-body.ts';

export interface HttpServer {
  readonly port: number;
  /** Resolves to whether all that was at work was finished within this time; what was not is aborted. */
  readonly drain: (milliseconds: number) => Promise<boolean>;
}

export interface HttpServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly host: string;
  /** The largest body, in bytes, of a request to this path. */
  readonly limitOf: (url: string) => number;
  /** Never rejects. */
  readonly handle: HandleCall;
  /** {@link TIMEOUTS} unless given; milliseconds. */
  readonly timeouts?: Partial<typeof TIMEOUTS>;
}

/** Who has not sent a whole request by then is not waited for; looked at every few seconds. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};
const MAX_CONNECTIONS = 1_000;

/** Listens until it drains. Rejects with Node's error where it cannot, as where the port is taken. */
export async function openHttpServer({
  port,
  host,
  limitOf,
  handle,
  timeouts = {},
}: HttpServerOptions): Promise<HttpServer> {
  const end = new AbortController();
  const server = createServer({ ...TIMEOUTS, ...timeouts }, (request, response) => {
    void answering(request, response, {
      limitOf,
      handle,
      end: end.signal,
      isListening: () => server.listening,
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen({ port, host });
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    drain: (milliseconds) => drained(server, end, milliseconds),
  };
}

interface Answering extends Pick<HttpServerOptions, 'limitOf' | 'handle'> {
  readonly end: AbortSignal;
  readonly isListening: () => boolean;
}

async function answering(
  request: IncomingMessage,
  response: ServerResponse,
  { limitOf, handle, end, isListening }: Answering,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const answer = (given: Answer): void => write(response, given, method, !isListening());
  try {
    const limit = limitOf(url);
    const body = await readBody(request, limit);
    if (body === undefined) return answer(tooLarge(limit));
    const asked: CallRequest = { method, url, headers, body };
    answer(await handle(asked, AbortSignal.any([gone.signal, end])));
  } catch {
    // The caller went away before all was read.
    response.destroy();
  }
}

/** What is left of the body is not read, so nothing else can come on this connection. */
function tooLarge(limit: number): Answer {
  return answerProblem(
    413,
    { title: 'Too large', detail: `a body of at most ${limit} bytes was expected`, reason: 'TooLarge' },
    { connection: 'close' },
  );
}

/** The last answer on a connection says so: a server that ends would wait for the next request else. */
function write(
  response: ServerResponse,
  { status, headers, body }: Answer,
  method: string,
  isLast: boolean,
): void {
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    ...(isLast && { connection: 'close' }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

async function drained(server: Server, end: AbortController, milliseconds: number): Promise<boolean> {
  const closed = once(server, 'close').then(() => true);
  server.close();
  server.closeIdleConnections();
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), milliseconds);
  const isDone = await Promise.race([closed, late.promise]);
  clearTimeout(timer);
  end.abort();
  server.closeAllConnections();
  await closed;
  return isDone;
}
