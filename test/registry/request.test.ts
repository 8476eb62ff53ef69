import assert from 'node:assert/strict';
import {
  requireConclusive,
  sendRequest,
  unexpectedStatus,
  type RegistryResponse,
} from '../../lib/registry/request.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { withHttp, withTcp } from '../support/local-server.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const deadline = { signal: new AbortController().signal };

function get(url: URL, maxBytes = 100, ms?: number): Promise<RegistryResponse> {
  return sendRequest({ method: 'GET', url, headers: { accept: 'a/b' }, maxBytes }, deadline, ms);
}

describe('a request to a registry', () => {
  it('sends its headers, and gives status, headers and body', () =>
    withHttp(
      ({ headers, method }, response) =>
        void response.writeHead(203, { 'x-accept': headers.accept }).end(method),
      async (url) => {
        const { status, headers, body, request } = await get(new URL('/v2/?key=secret', url));
        assert.deepEqual([status, headers['x-accept'], body.toString()], [203, 'a/b', 'GET']);
        assert.equal(request, `GET ${url.origin}/v2/`);
      },
    ));

  it('sends a body', () =>
    withHttp(
      (request, response) => void request.pipe(response),
      async (url) => {
        const posted = { method: 'POST', url, headers: {}, body: 'a=b', maxBytes: 10 } as const;
        assert.equal((await sendRequest(posted, deadline)).body.toString(), 'a=b');
      },
    ));

  it('follows no redirect', () =>
    withHttp(
      (_, response) => void response.writeHead(307, { location: '/other' }).end(),
      async (url) => assert.equal((await get(url)).status, 307),
    ));

  it('reads as many bytes as are allowed, and no more', () =>
    withHttp(
      (_, response) => void response.end('x'.repeat(100)),
      async (url) => {
        assert.equal((await get(url, 100)).body.length, 100);
        await rejectsWith('UnexpectedAnswer', get(url, 99));
      },
    ));

  it('ends a body that never ends', () =>
    withHttp(
      (_, response) => {
        const more = (): void =>
          void (response.write('x'.repeat(1000)) ? setImmediate(more) : response.once('drain', more));
        response.on('error', () => undefined);
        more();
      },
      (url) => rejectsWith('UnexpectedAnswer', get(url, 10_000)),
    ));

  it('ends a slow body', () =>
    withHttp(
      (_, response) => void response.write('x'),
      (url) => rejectsWith('Timeout', get(url, 100, 200)),
    ));

  it('ends where nothing answers', () =>
    withTcp(
      () => undefined,
      (url) => rejectsWith('Timeout', get(url, 100, 200)),
    ));

  it('ends with the time limit of its caller', () =>
    withTcp(
      () => undefined,
      (url) =>
        rejectsWith(
          'OutOfTime',
          sendRequest({ method: 'GET', url, headers: {}, maxBytes: 1 }, { signal: AbortSignal.timeout(100) }),
        ),
    ));

  it('is not sent after the time limit of its caller', () =>
    rejectsWith(
      'OutOfTime',
      sendRequest(
        { method: 'GET', url: new URL('http://127.0.0.1:1'), headers: {}, maxBytes: 1 },
        { signal: AbortSignal.abort() },
      ),
    ));

  it('fails where nobody listens', () => rejectsWith('Unreachable', get(new URL('http://127.0.0.1:1'))));

  it('fails where the connection becomes another protocol', () =>
    withTcp(
      (socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
      },
      (url) => rejectsWith('UnexpectedAnswer', get(url)),
    ));

  it('fails where the header is too long', () =>
    withHttp(
      (_, response) => void response.writeHead(200, { a: 'x'.repeat(40_000) }).end(),
      (url) => rejectsWith('UnexpectedAnswer', get(url)),
    ));

  it('ends a header that never ends', () =>
    withTcp(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\na: ');
      },
      (url) => rejectsWith('Timeout', get(url, 100, 200)),
    ));

  it('fails where the connection breaks within the body', () =>
    withHttp(
      (_, response) => {
        response.writeHead(200, { 'content-length': 50 });
        response.write('x', () => response.destroy());
      },
      (url) => rejectsWith('Unreachable', get(url)),
    ));
});

describe('a response', () => {
  const response = (status: number, retryAfter?: string): RegistryResponse => ({
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    body: Buffer.of(),
    request: 'GET x',
  });

  for (const [status, retryAfter, reason, waitMs] of [
    [429, undefined, 'Throttled', undefined],
    [429, '7', 'Throttled', 7_000],
    [429, 'Thu, 01 Jan 1970 00:00:09 GMT', 'Throttled', 9_000],
    [429, '-1', 'Throttled', undefined],
    [500, undefined, 'ServerError', undefined],
    [503, '2', 'ServerError', 2_000],
  ] as const)
    it(`${status} with Retry-After ${retryAfter ?? 'missing'} is ${reason}`, () =>
      assert.throws(
        () => requireConclusive(response(status, retryAfter), 0),
        (error: unknown) =>
          error instanceof UpdaterError && error.reason === reason && error.retryAfterMs === waitMs,
      ));

  for (const status of [200, 301, 400, 401, 404, 405])
    it(`${status} is conclusive`, () => requireConclusive(response(status), 0));

  it('with another status is unexpected', () =>
    assert.equal(unexpectedStatus(response(418)).reason, 'UnexpectedAnswer'));
});
