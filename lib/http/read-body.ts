/**
 * The body of a request, read after the caller is known and within limits: how many bytes, how they are encoded, and how
 * long they may take. Nothing here ends the connection: who is refused still has to read the answer.
 */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import type { ByteBudget } from './byte-budget.ts';

/** What a route takes. */
export interface BodyLimits {
  /** Bytes, as sent and as inflated. */
  readonly maxBytes: number;
  /** Whether `content-encoding: gzip` is taken. Pub/Sub never compresses what it pushes. */
  readonly gzip: boolean;
}

/** Reads the body of one request, at most once. Throws what {@link readBody} throws. */
export type ReadBody = (limits: BodyLimits) => Promise<Uint8Array>;

/** Of one Pub/Sub push: a registry event has less than 2 KB, a cluster task or a result at most 700 KB before base64. */
export const PUSH_LIMITS: BodyLimits = { maxBytes: 1024 * 1024, gzip: false };

/** How long a body may take from its first to its last byte, in milliseconds. */
const BODY_MS = 30_000;

const inflate = promisify(gunzip);

/**
 * Reads the body. Throws an UpdaterError: `TooLarge` beyond the limit, by `content-length` before a byte is read;
 * `UnsupportedEncoding`; `IncompleteBody` for one that breaks off or is too slow; `Overloaded` where the budget of all
 * bodies is used up.
 */
export async function readBody(
  request: IncomingMessage,
  { maxBytes, gzip }: BodyLimits,
  budget?: ByteBudget,
): Promise<Uint8Array> {
  const isGzip = requireEncoding(request, gzip) === 'gzip';
  if (declaredLength(request) > maxBytes) throw tooLarge(maxBytes);
  // Who has left while his credential was verified: no event tells of it any more, also where all of the body had come.
  if (request.destroyed && !request.readableEnded) throw incomplete('the connection ended');
  const body = await collect(request, maxBytes, budget);
  return isGzip ? inflated(body, maxBytes) : body;
}

function requireEncoding({ headers }: IncomingMessage, gzip: boolean): string {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || (gzip && encoding === 'gzip')) return encoding;
  const taken = gzip ? 'gzip or no content-encoding' : 'no content-encoding';
  throw new UpdaterError('UnsupportedEncoding', `expected ${taken}, got ${printable(encoding)}`);
}

/** By the header as it was sent: `headers` may hide it from a parser of a framework. 0 where the length is not declared. */
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

/** By events: an async iterator that is left early destroys the connection, and with it the answer. */
function collect(
  request: IncomingMessage,
  maxBytes: number,
  budget: ByteBudget | undefined,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    size += chunk.length;
    if (size > maxBytes) return reject(tooLarge(maxBytes));
    if (budget?.take(chunk.length) === false)
      return reject(
        new UpdaterError('Overloaded', 'the bodies that are being handled use up the memory set aside'),
      );
    chunks.push(chunk);
  };
  const breakOff = (why: string) => () => reject(incomplete(why));
  const close = breakOff('the connection ended');
  const end = (): void => resolve(Buffer.concat(chunks));
  const timer = setTimeout(breakOff('it took longer'), BODY_MS);
  request.on('data', take).once('end', end).once('close', close);
  return promise.finally(() => {
    clearTimeout(timer);
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
