/**
 * An HTTP exchange: sends a request, returns the head of the response, and streams its body.
 *
 * Servers close idle connections, which a suspended instance notices only when it writes. Such a request is sent again at
 * once on another connection, also a PATCH: its `test` operations prevent a second application.
 */
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { errorCode, connectionError } from './connection-error.ts';
import { deadlineExceeded } from '../../async/deadline.ts';
import { ExchangeTimeout } from './exchange-timeout.ts';
import type { ExchangeLimits } from './exchange-limits.ts';

/** The target of exchanges: a server with a pool of connections. */
export interface ServerPool {
  readonly send: (options: RequestOptions) => ClientRequest;
  readonly agent: Agent;
  readonly hostname: string;
  readonly port: string;
  readonly limits: ExchangeLimits;
}

export interface ExchangeRequest {
  readonly method: string;
  /** Including the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
  /** Whether the body is streamed: then the time without a byte is limited, not the total time. */
  readonly streamed: boolean;
  /** Method and address, for messages. */
  readonly request: string;
}

export interface StreamedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Has to be read to its end, or left early with `break`; until then it occupies a connection. */
  readonly body: AsyncIterable<Buffer>;
  /** Method and address of the request, for messages. */
  readonly request: string;
  /** The maximum size of a body that is read completely. */
  readonly bodyBytes: number;
}

type Attempt = { readonly received: StreamedResponse } | { readonly deadSocket: UpdaterError };

/**
 * Sends a request and waits for the head of the response.
 * @throws UpdaterError of {@link connectionError}; `ConnectTimeout`, `Timeout` or `OutOfTime`; reading the body also throws
 * `CutStream` if a streamed body ends early.
 */
export async function exchange(wire: ServerPool, call: ExchangeRequest): Promise<StreamedResponse> {
  // All kept connections may be dead; the next attempt uses a new one.
  for (let left = wire.limits.connections; ; left -= 1) {
    const attempt = await attemptOnce(wire, call);
    if ('received' in attempt) return attempt.received;
    if (left === 0) throw attempt.deadSocket;
  }
}

// If one idle connection is silent, the others are too: each would cost a whole time limit.
function dropIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) socket.destroy();
}

function attemptOnce(wire: ServerPool, call: ExchangeRequest): Promise<Attempt> {
  return new Promise((resolve, reject) => {
    if (call.signal.aborted) return reject(deadlineExceeded(call.request, call.signal));
    const { method, path, headers } = call;
    const { hostname, port, agent, limits } = wire;
    const request = wire.send({ method, path, headers, hostname, port, agent });
    let response: IncomingMessage | undefined;
    const timeout = new ExchangeTimeout(call.signal, call.request, (fault) => {
      if (fault.reason === 'Timeout' && reused) dropIdle(agent);
      reject(fault);
      (response ?? request).destroy(fault);
    });
    let reused = false;
    request.on('socket', (socket) => {
      reused = connected.has(socket);
      limitSocket(timeout, limits, socket);
    });
    request.on('response', (incoming) => {
      response = incoming;
      resolve({ received: toStreamedResponse(incoming, timeout, limits, call) });
    });
    // Also after the response has started: then the body reports the error, and this promise is already settled.
    request.on('error', (error) => {
      if (response !== undefined) return;
      timeout.release();
      const fault = connectionError(error, call.request);
      if (reused && isDeadSocket(error)) resolve({ deadSocket: fault });
      else reject(fault);
    });
    request.end(call.body);
  });
}

// Not `request.reusedSocket`, which is false for a request that waited in the pool for the socket of another one.
const connected = new WeakSet<Socket>();

// The time limits start with the socket: waiting for a free one in the pool is not a delay of the server.
function limitSocket(timeout: ExchangeTimeout, limits: ExchangeLimits, socket: Socket): void {
  const awaitAnswer = (): void => timeout.within(limits.answerMs, 'an answer');
  if (connected.has(socket)) return awaitAnswer();
  timeout.within(limits.connectMs, 'a connection', 'ConnectTimeout');
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    connected.add(socket);
    awaitAnswer();
  });
}

function toStreamedResponse(
  response: IncomingMessage,
  timeout: ExchangeTimeout,
  limits: ExchangeLimits,
  call: ExchangeRequest,
): StreamedResponse {
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: readBody(response, timeout, limits, call),
    request: call.request,
    bodyBytes: limits.bodyBytes,
  };
}

async function* readBody(
  response: IncomingMessage,
  timeout: ExchangeTimeout,
  limits: ExchangeLimits,
  call: ExchangeRequest,
): AsyncGenerator<Buffer, void, undefined> {
  const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (call.streamed) timeout.within(limits.silenceMs, 'more of the response');
      const next = await chunks.next();
      if (next.done === true) return;
      // The time in which the reader processes the chunk does not count.
      if (call.streamed) timeout.pause();
      yield next.value;
    }
  } catch (error) {
    // A stream that was destroyed while it was not read does not report the cause.
    throw timeout.ended ?? connectionLostError(error, call);
  } finally {
    timeout.release();
    response.destroy();
  }
}

function connectionLostError(error: unknown, call: ExchangeRequest): UpdaterError {
  const message = `${call.request}: the response ended early (${errorCode(error)})`;
  return new UpdaterError(call.streamed ? 'CutStream' : 'Unreachable', message, { cause: error });
}

// "socket hang up" has the code ECONNRESET too.
function isDeadSocket(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(errorCode(error));
}
