import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fetchWithin } from '../../lib/google-auth/fetch-within.ts';
import { freePort } from '../support/free-ports.ts';
import { withHttp, withTcp } from '../support/local-server.ts';
import { answer } from '../support/loopback.ts';

const fetch = fetchWithin(10_000);

/** Says what came. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers } = request;
  answer(response, 200, {
    method,
    url,
    type: headers['content-type'],
    a: headers['a'],
    body: await text(request),
  });
}

describe('fetch', () => {
  it('sends method, headers and body, and gives status, headers and body', () =>
    withHttp(
      (request, response) => void echo(request, response),
      async (url) => {
        const body = new URLSearchParams({ b: 'ü &' });
        const response = await fetch(new URL('/x?y=1', url), { method: 'POST', headers: { a: '1' }, body });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('content-type'), 'application/json');
        const type = 'application/x-www-form-urlencoded;charset=UTF-8';
        assert.deepEqual(await response.json(), {
          method: 'POST',
          url: '/x?y=1',
          type,
          a: '1',
          body: 'b=%C3%BC+%26',
        });
      },
    ));

  for (const status of [204, 302, 404, 500]) {
    it(`gives an answer ${status} without a body as it is`, () =>
      withHttp(
        (_, response) => response.writeHead(status, { location: '/elsewhere' }).end(),
        async (url) => {
          const response = await fetch(url);
          assert.deepEqual([response.status, await response.text()], [status, '']);
        },
      ));
  }

  it('ends a request that is not answered in time', () =>
    withHttp(
      () => undefined,
      async (url) => {
        await assert.rejects(fetchWithin(20)(url), { code: 'ETIMEDOUT' });
      },
    ));

  it('ends a request whose answer is not finished in time', () =>
    withHttp(
      (_, response) => void response.writeHead(200).write('{'),
      async (url) => {
        await assert.rejects(fetchWithin(50)(url), { code: 'ETIMEDOUT' });
      },
    ));

  it('ends a request whose connection becomes another protocol', () =>
    withTcp(
      (socket) =>
        void socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n',
        ),
      (url) => assert.rejects(fetch(url), { code: 'ECONNRESET' }),
    ));

  it('ends a request whose caller gives up', () =>
    withHttp(
      () => undefined,
      async (url) => {
        const giving = new AbortController();
        const asked = fetch(url, { signal: giving.signal });
        giving.abort();
        await assert.rejects(asked, { name: 'AbortError' });
      },
    ));

  it('says by its code why there is no connection', async () => {
    await assert.rejects(fetch(`http://127.0.0.1:${await freePort()}/`), { code: 'ECONNREFUSED' });
  });

  it('goes through the agent that it is given, as those of proxies are', () =>
    withHttp(
      (request, response) => void echo(request, response),
      async (url) => {
        const agent = new http.Agent({ keepAlive: true });
        const freed = once(agent, 'free');
        await fetch(url, Object.assign({ method: 'GET' }, { agent }));
        await freed;
        agent.destroy();
      },
    ));
});
