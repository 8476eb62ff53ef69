/**
 * Reads the body of a request, after the caller is authenticated, within limits of size, encoding and time. It does not
 * close the connection, because a rejected caller still has to read the response.
 */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import type { ByteBudget } from './byte-budget.ts';

/** Limits of a route. */
export interface BodyLimits {
  /** The maximum number of bytes, compressed and inflated. */
  readonly maxBytes: number;
  /** Whether `content-encoding: gzip` is accepted. Pub/Sub never compresses pushes. */
  readonly gzip: boolean;
}

/** What limits the bodies of a process. */
export interface BodyContext {
  readonly budget?: ByteBudget | undefined;
  /** Aborts when requests in flight have to end: a caller that does not send would delay the shutdown. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads the body of a request, at most once. Throws like {@link readBody}. */
export type ReadBody = (limits: BodyLimits) => Promise<Uint8Array>;

/** For a push of Pub/Sub: a registry event has less than 2 KB, a cluster task or a result at most 700 KB before base64. */
export const PUSH_LIMITS: BodyLimits = { maxBytes: 1024 * 1024, gzip: false };

/** Time limit from the first to the last byte of a body, in milliseconds. */
const BODY_MS = 30_000;

const inflate = promisify(gunzip);

/**
 * Reads the body. Throws an UpdaterError: `TooLarge` beyond the limit, by `content-length` before a byte is read;
 * `UnsupportedEncoding`; `IncompleteBody` if the connection ends, is too slow, or the signal aborts; `Overloaded` if the budget
 * of all bodies is exhausted.
 */
export async function readBody(
  request: IncomingMessage,
  { maxBytes, gzip }: BodyLimits,
  context: BodyContext = {},
): Promise<Uint8Array> {
  const isGzip = requireEncoding(request, gzip) === 'gzip';
  if (declaredLength(request) > maxBytes) throw tooLarge(maxBytes);
  // The caller disconnected during authentication: no event will report it, even if the whole body was received.
  if (request.destroyed && !request.readableEnded) throw incomplete('the connection ended');
  const body = await collect(request, maxBytes, context);
  return isGzip ? inflated(body, maxBytes) : body;
}

function requireEncoding({ headers }: IncomingMessage, gzip: boolean): string {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || (gzip && encoding === 'gzip')) return encoding;
  const taken = gzip ? 'gzip or no content-encoding' : 'no content-encoding';
  throw new UpdaterError('UnsupportedEncoding', `expected ${taken}, got ${printable(encoding)}`);
}

/** From the raw header, because `headers` may hide it from the parser of a framework. 0 without a declared length. */
function declaredLength({ rawHeaders }: IncomingMessage): number {
  const at = rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length',
  );
  return at === -1 ? 0 : Number(rawHeaders[at + 1]);
}

function tooLarge(maxBytes: number): UpdaterError {
  return new UpdaterError('TooLarge', `expected at most ${maxBytes} bytes in the body, got more`);
}

function incomplete(why: string): UpdaterError {
  return new UpdaterError('IncompleteBody', `expected the whole body within ${BODY_MS / 1000} s, ${why}`);
}

/** With events: an async iterator that ends early destroys the connection, and with it the response. */
function collect(
  request: IncomingMessage,
  maxBytes: number,
  { budget, signal }: BodyContext,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    size += chunk.length;
    if (size > maxBytes) return reject(tooLarge(maxBytes));
    if (budget?.take(chunk.length) === false)
      return reject(
        new UpdaterError(
          'Overloaded',
          'the bodies of requests in flight use all memory that is reserved for them',
        ),
      );
    chunks.push(chunk);
  };
  const breakOff = (why: string) => () => reject(incomplete(why));
  const close = breakOff('the connection ended');
  const abort = breakOff('the process is shutting down');
  const end = (): void => resolve(Buffer.concat(chunks));
  const timer = setTimeout(breakOff('it took longer'), BODY_MS);
  request.on('data', take).once('end', end).once('close', close);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    request.off('data', take).off('end', end).off('close', close);
  });
}

async function inflated(body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await inflate(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes);
    throw new UpdaterError('UnsupportedEncoding', 'expected a body in gzip, got other bytes', {
      cause: error,
    });
  }
}
