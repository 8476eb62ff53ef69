/**
 * One HTTP exchange: a request out, the head of the answer back, its body as it arrives.
 *
 * The servers of a cluster close idle connections, and an instance that slept finds that out only when it
 * writes. Such a request is sent again at once on another connection, PATCH included: its `test` operations
 * refuse a second application.
 */
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { errorCode, connectionError } from './connection-error.ts';
import { deadlineExceeded } from '../../async/deadline.ts';
import { ExchangeTimeout } from './exchange-timeout.ts';
import type { ExchangeLimits } from './exchange-limits.ts';

/** Where exchanges go: one server, one pool of connections. */
export interface ServerPool {
  readonly send: (options: RequestOptions) => ClientRequest;
  readonly agent: Agent;
  readonly hostname: string;
  readonly port: string;
  readonly limits: ExchangeLimits;
}

export interface ExchangeRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
  /** Whether the body is read as it arrives: then silence is limited, not the whole. */
  readonly streamed: boolean;
  /** Method and address, for messages. */
  readonly request: string;
}

export interface StreamedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** To be read to its end or left early by `break`; until then it occupies a connection. */
  readonly body: AsyncIterable<Buffer>;
  /** Method and address of the request, for messages. */
  readonly request: string;
  /** How large the body may be to be read whole. */
  readonly bodyBytes: number;
}

type Attempt = { readonly received: StreamedResponse } | { readonly deadSocket: UpdaterError };

/**
 * Sends a request and waits for the head of the answer.
 * @throws UpdaterError as {@link connectionError}; `ConnectTimeout`, `Timeout` or `OutOfTime`; reading the body, also
 * `CutStream` where a streamed one breaks off.
 */
export async function exchange(wire: ServerPool, call: ExchangeRequest): Promise<StreamedResponse> {
  // So many dead connections there can be, and then a new one.
  for (let left = wire.limits.connections; ; left -= 1) {
    const attempt = await attemptOnce(wire, call);
    if ('received' in attempt) return attempt.received;
    if (left === 0) throw attempt.deadSocket;
  }
}

// Where one idle connection has fallen silent the others have too: each would cost a whole time limit.
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
    // Also after the answer has begun: then the body reports the error, and nobody listens to this promise.
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

// Not `request.reusedSocket`: it is false for a request that waited in the pool for the socket of another one.
const connected = new WeakSet<Socket>();

// The limits begin with the socket: waiting for a free one in the pool is not the server's delay.
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
      if (call.streamed) timeout.within(limits.silenceMs, 'more of the answer');
      const next = await chunks.next();
      if (next.done === true) return;
      // What the reader does with the chunk takes its own time.
      if (call.streamed) timeout.pause();
      yield next.value;
    }
  } catch (error) {
    // A stream that was ended while nobody read it has forgotten why.
    throw timeout.ended ?? connectionLostError(error, call);
  } finally {
    timeout.release();
    response.destroy();
  }
}

function connectionLostError(error: unknown, call: ExchangeRequest): UpdaterError {
  const message = `${call.request}: the answer broke off (${errorCode(error)})`;
  return new UpdaterError(call.streamed ? 'CutStream' : 'Unreachable', message, { cause: error });
}

// "socket hang up" has the code ECONNRESET too.
function isDeadSocket(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(errorCode(error));
}
