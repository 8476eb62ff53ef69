/** Many callers at once, and callers who take their time. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { apiHandler } from '../../lib/http/api.ts';
import { openHttpServer } from '../../lib/http/server.ts';
import { api } from './api-builders.ts';

const BODY = JSON.stringify({ imageName: 'a.example/b', tag: 'v1' }) + ' '.repeat(10_000);
const LOOPBACK = { port: 0, host: '127.0.0.1' };
const CALLS = 1_000;

describe('a server under load', () => {
  it('answers calls beyond its limit with 429, and finishes those within it', async function () {
    this.timeout(60_000);
    const gate = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    let begun = 0;
    const find = async () => {
      begun += 1;
      if (begun === 5) full.resolve();
      await gate.promise;
      return { clusters: [], missing: [] };
    };
    const away = { name: 'slow', find };
    const slow = api({ app: { ...api().app, sources: [away] }, callsInFlight: 5 });
    const server = await openHttpServer({ ...LOOPBACK, handle: apiHandler(slow), refusing: slow });
    const url = `http://127.0.0.1:${server.port}/api/update`;
    const call = async (): Promise<number> => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: BODY,
      });
      await answer.arrayBuffer();
      return answer.status;
    };
    const wave = async (): Promise<readonly number[]> => {
      const statuses: number[] = [];
      for (let sent = 0; sent < CALLS; sent += 50)
        statuses.push(...(await Promise.all(Array.from({ length: 50 }, call))));
      return statuses;
    };
    const held = Array.from({ length: 5 }, call);
    await full.promise;
    assert.deepEqual([...new Set(await wave())], [429]);
    gate.resolve();
    assert.deepEqual(await Promise.all(held), [200, 200, 200, 200, 200]);
    await server.drain(1_000);
  });

  it('does not wait for who sends no whole request, and serves all others meanwhile', async function () {
    this.timeout(60_000);
    const timeouts = { headersTimeout: 200, requestTimeout: 300, connectionsCheckingInterval: 50 };
    const handle = apiHandler(api());
    const server = await openHttpServer({ ...LOOPBACK, handle, refusing: api(), timeouts });
    const sockets = [
      'POST /api/update HTTP/1.1\r\nHost: localhost\r\n',
      'POST /api/update HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ].map((start) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(start);
      return socket;
    });
    const ends = sockets.map(async (socket) => {
      const closed = once(socket, 'close');
      const said = await text(socket);
      await closed;
      return said.split('\r\n')[0];
    });
    assert.equal((await fetch(`http://127.0.0.1:${server.port}/health`)).status, 200);
    for (const said of await Promise.all(ends)) assert.match(said ?? '', /^(HTTP\/1\.1 408 .*)?$/);
    assert.equal(await server.drain(5_000), true);
  });
});
