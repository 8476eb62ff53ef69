import assert from 'node:assert/strict';
import { createServer, request as send, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import sinon from 'sinon';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { byteBudget, type ByteBudget } from '../../lib/http/byte-budget.ts';
import { readBody, type BodyLimits } from '../../lib/http/read-body.ts';
import { listen } from '../support/local-server.ts';

const LIMITS: BodyLimits = { maxBytes: 10, gzip: true };

interface Sent {
  readonly chunks?: readonly (string | Uint8Array)[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits?: BodyLimits;
  readonly budget?: ByteBudget;
  readonly signal?: AbortSignal;
  /** Done with the client before its end. */
  readonly instead?: (client: ReturnType<typeof send>, request: IncomingMessage) => void;
}

/** What is read of a body that is sent so: its text, or the reason why not. */
async function readOf({
  chunks = [],
  headers = {},
  limits = LIMITS,
  budget,
  signal,
  instead,
}: Sent): Promise<string> {
  const read = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const body = readBody(request, limits, { budget, signal });
    if (instead !== undefined) instead(client, request);
    read.resolve(
      body
        .then((bytes) => Buffer.from(bytes).toString())
        .catch((error: unknown) => (error instanceof UpdaterError ? error.reason : Promise.reject(error)))
        .finally(() => response.end()),
    );
  });
  const port = await listen(server);
  const client = send({ port, host: '127.0.0.1', method: 'POST', headers });
  client.on('error', () => undefined).on('response', (response) => response.resume());
  for (const chunk of chunks) client.write(chunk);
  if (instead === undefined) client.end();
  else client.flushHeaders();
  try {
    return await read.promise;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const zipped = (text: string): Uint8Array => gzipSync(text);

describe('the body of a request', () => {
  const bodies: readonly (readonly [string, Sent, string])[] = [
    ['is read in pieces', { chunks: ['01234', '56789'] }, '0123456789'],
    ['is not read on beyond the limit', { chunks: ['01234', '56789', 'x'] }, 'TooLarge'],
    [
      'is not begun where it says that it is too long',
      { headers: { 'content-length': '11' }, instead: () => undefined },
      'TooLarge',
    ],
    ['may be empty', {}, ''],
    ['may say that it is not encoded', { chunks: ['a'], headers: { 'content-encoding': 'identity' } }, 'a'],
    [
      'may be in gzip',
      {
        chunks: [zipped('a')],
        headers: { 'content-encoding': 'GZIP' },
        limits: { maxBytes: 100, gzip: true },
      },
      'a',
    ],
    [
      'in gzip is not inflated beyond the limit',
      {
        chunks: [zipped('0'.repeat(10_000_000))],
        headers: { 'content-encoding': 'gzip' },
        limits: { maxBytes: 64 * 1024, gzip: true },
      },
      'TooLarge',
    ],
    [
      'that says gzip and is not is refused',
      { chunks: ['a'], headers: { 'content-encoding': 'gzip' } },
      'UnsupportedEncoding',
    ],
    [
      'in gzip is refused where that is not taken',
      {
        headers: { 'content-encoding': 'gzip' },
        limits: { maxBytes: 10, gzip: false },
        instead: () => undefined,
      },
      'UnsupportedEncoding',
    ],
    [
      'in another encoding is refused before it is read',
      { headers: { 'content-encoding': 'br' }, instead: () => undefined },
      'UnsupportedEncoding',
    ],
    [
      'that breaks off is incomplete',
      { headers: { 'content-length': '5' }, instead: (client) => client.destroy() },
      'IncompleteBody',
    ],
    [
      'is not read on where the budget of all bodies is used up',
      { chunks: ['01234', '56789'], budget: byteBudget(8) },
      'Overloaded',
    ],
  ];
  for (const [what, sent, expected] of bodies)
    it(what, async () => assert.equal(await readOf(sent), expected));

  it('of a caller who left before it was asked for is incomplete at once', async () => {
    const read = Promise.withResolvers<unknown>();
    const server = createServer((request, response) => {
      request.socket.once('close', () => {
        read.resolve(readBody(request, LIMITS).catch((error: unknown) => error));
        response.end();
      });
      client.destroy();
    });
    const port = await listen(server);
    const client = send({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { 'content-length': '5' },
    });
    client.on('error', () => undefined).flushHeaders();
    const fault = await read.promise;
    server.close();
    assert.ok(fault instanceof UpdaterError && fault.reason === 'IncompleteBody');
  });

  it('that had come whole before its caller left is incomplete at once too', async () => {
    const read = Promise.withResolvers<readonly [boolean, unknown]>();
    const server = createServer((request, response) => {
      setTimeout(() => client.destroy(), 50);
      request.socket.once('close', () => {
        setImmediate(() => {
          const { complete } = request;
          void readBody(request, LIMITS).catch((error: unknown) => read.resolve([complete, error]));
          response.end();
        });
      });
    });
    const port = await listen(server);
    const headers = { 'content-length': '5' };
    const client = send({ port, host: '127.0.0.1', method: 'POST', headers });
    client.on('error', () => undefined).end('12345');
    const [isComplete, fault] = await read.promise;
    server.close();
    assert.ok(isComplete && fault instanceof UpdaterError);
    assert.equal(fault.reason, 'IncompleteBody');
  });

  it('that has not come whole when the process ends is incomplete at once', async () => {
    const end = new AbortController();
    const sent = { headers: { 'content-length': '5' }, signal: end.signal, instead: () => end.abort() };
    assert.equal(await readOf(sent), 'IncompleteBody');
    assert.equal(await readOf(sent), 'IncompleteBody');
  });

  it('that takes longer than half a minute is incomplete', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const instead = (): void => void clock.tick(30_000);
      assert.equal(await readOf({ headers: { 'content-length': '5' }, instead }), 'IncompleteBody');
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });
});
