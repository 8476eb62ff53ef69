/** One request to a registry or its token endpoint, limited in size and time. It follows no redirect. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { deadlineExceeded, deadlineWithin, type Deadline } from '../async/deadline.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import { connectionError } from '../kubernetes/client/connection-error.ts';
import { parseRetryAfter } from '../kubernetes/client/retry-after.ts';

// Not with `import`, which loads a whole HTTP client: lib/decisions/node-http.md.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

export interface RegistryRequest {
  readonly method: 'HEAD' | 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The maximum size of the body of the response. */
  readonly maxBytes: number;
}

export interface RegistryResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Method and address without the query, for messages. */
  readonly request: string;
}

/** The time limit of a request, from the connection to the last byte, in milliseconds. */
const REQUEST_MS = 10_000;

/**
 * Sends a request and reads its whole response, whatever its status.
 * @throws UpdaterError of {@link connectionError}; `Timeout`, `OutOfTime`; `UnexpectedAnswer` for a larger body.
 */
export async function sendRequest(
  request: RegistryRequest,
  deadline: Deadline,
  requestMs = REQUEST_MS,
): Promise<RegistryResponse> {
  const name = requestName(request);
  if (deadline.signal.aborted) throw deadlineExceeded(name, deadline.signal);
  const { signal } = deadlineWithin(requestMs, deadline);
  try {
    const response = await started(request, name, signal);
    const body = await readBody(response, request.maxBytes, name);
    return { status: response.statusCode ?? 0, headers: response.headers, body, request: name };
  } catch (thrown) {
    if (thrown instanceof UpdaterError) throw thrown;
    if (deadline.signal.aborted) throw deadlineExceeded(name, deadline.signal);
    if (signal.aborted)
      throw new UpdaterError('Timeout', `${name}: expected a response within ${requestMs} ms`);
    throw connectionError(thrown instanceof Error ? thrown : new Error(String(thrown)), name);
  }
}

/** Throws for a status that says nothing about the request: `Throttled` with the requested delay, `ServerError`. */
export function requireConclusive({ status, headers, request }: RegistryResponse, now: number): void {
  if (status !== 429 && status < 500) return;
  const retryAfterMs = parseRetryAfter(headers['retry-after'], now);
  throw new UpdaterError(
    status === 429 ? 'Throttled' : 'ServerError',
    `${request}: the registry answered ${status}`,
    { retryAfterMs },
  );
}

/** The error of a response with an unexpected status. */
export function unexpectedStatus({ request, status }: RegistryResponse): UpdaterError {
  return new UpdaterError('UnexpectedAnswer', `${request}: expected 200, got ${status}`);
}

function requestName({ method, url }: RegistryRequest): string {
  return printable(`${method} ${url.origin}${url.pathname}`);
}

function started(
  { method, url, headers, body }: RegistryRequest,
  name: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { request } = url.protocol === 'https:' ? https : http;
  const sent = { ...headers, 'accept-encoding': 'identity', 'user-agent': 'kubernetes-image-updater' };
  request(url, { method, headers: sent, signal })
    .on('response', resolve)
    .on('error', reject)
    // Without a listener node:http ends neither the request nor its signal.
    .on('upgrade', (_, socket) => {
      socket.destroy();
      reject(
        new UpdaterError('UnexpectedAnswer', `${name}: expected a response, got another protocol (101)`),
      );
    })
    .end(body);
  return promise;
}

async function readBody(response: IncomingMessage, maxBytes: number, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const bytes: AsyncIterable<Buffer> = response;
  for await (const chunk of bytes) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > maxBytes)
      throw new UpdaterError('UnexpectedAnswer', `${name}: expected at most ${maxBytes} bytes, got more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
