/** Every status byte by byte: a strict client takes each answer for exactly what it says that it is. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { textResponse } from '../../lib/http/http-response.ts';
import { openHttpServer } from '../../lib/http/server.ts';

const TEXT = 'größe';
const BODY = `${TEXT}\n`;

/** Two requests at once on one connection, which the second ends: all bytes that come back. */
async function twoAnswers(port: number, method: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const ended = Promise.withResolvers<void>();
  let said = '';
  socket.on('data', (chunk: string) => (said += chunk));
  socket.on('error', ended.reject).on('close', () => ended.resolve());
  const request = `${method} / HTTP/1.1\r\nHost: localhost\r\n`;
  socket.write(`${request}\r\n${request}Connection: close\r\n\r\n`);
  await ended.promise;
  return said;
}

/** What two answers of this status look like, apart from fields that have nothing to do with the body. */
async function framesFor(status: number, method: string): Promise<string> {
  const server = await openHttpServer({
    port: 0,
    host: '127.0.0.1',
    handle: () => Promise.resolve(textResponse(status, 'text/plain', TEXT)),
    refusing: { logRefusal: () => undefined, project: undefined },
  });
  const said = await twoAnswers(server.port, method);
  await server.drain(1_000);
  return said
    .replaceAll(/^(?:date|connection|keep-alive|cache-control|x-content-type-options):.*\r\n/gim, '')
    .replaceAll(/^(HTTP\/1\.1 \d+) .*\r\n/gm, '$1\n')
    .replaceAll('\r\n', '\n');
}

const WITHOUT_CONTENT = [102, 103, 204, 304];
// All others that `serve` answers.
const WITH_CONTENT = [
  200, 202, 308, 400, 401, 403, 404, 405, 408, 409, 413, 415, 421, 422, 429, 500, 502, 503,
];

describe('an answer of the HTTP server, byte by byte', () => {
  for (const status of WITHOUT_CONTENT)
    for (const method of ['GET', 'POST', 'HEAD'])
      it(`has neither a body nor a length: ${status} to ${method}`, async () =>
        assert.equal(await framesFor(status, method), `HTTP/1.1 ${status}\n\n`.repeat(2)));

  for (const status of WITH_CONTENT) {
    const fields = `content-type: text/plain; charset=utf-8\ncontent-length: ${Buffer.byteLength(BODY)}\n`;
    it(`has the body and its length in bytes: ${status}`, async () =>
      assert.equal(await framesFor(status, 'GET'), `HTTP/1.1 ${status}\n${fields}\n${BODY}`.repeat(2)));
    it(`has the length alone where HEAD asks: ${status}`, async () =>
      assert.equal(await framesFor(status, 'HEAD'), `HTTP/1.1 ${status}\n${fields}\n`.repeat(2)));
  }
});
