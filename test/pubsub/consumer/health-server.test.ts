import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseJson } from '../../../lib/core/text/json.ts';
import { openHealthServer } from '../../../lib/pubsub/consumer/health-server.ts';
import type { ConsumerStatus, ConsumerState } from '../../../lib/pubsub/consumer/pull-loop.ts';

const COUNTS = { atWork: 1, waiting: 2, held: 3, acknowledged: 4, givenBack: 5 };

/** Asks a server that is in this state. */
async function ask(state: ConsumerState, path: string, method = 'GET') {
  const snapshot: ConsumerStatus = { state, ...COUNTS };
  const server = await openHealthServer({ port: 0, host: '127.0.0.1', now: () => snapshot });
  try {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return { status: answer.status, allow: answer.headers.get('allow'), body: await answer.text() };
  } finally {
    await server.close();
  }
}

describe('the health server', () => {
  for (const [path, state, status] of [
    ['/health', 'starting', 200],
    ['/health', 'pulling', 200],
    ['/health', 'disconnected', 200],
    ['/health', 'draining', 503],
    ['/ready', 'starting', 503],
    ['/ready', 'pulling', 200],
    ['/ready', 'disconnected', 503],
    ['/ready', 'draining', 503],
    ['/health?verbose', 'pulling', 200],
    ['/', 'pulling', 404],
    ['/healthz', 'pulling', 404],
    ['/toString', 'pulling', 404],
    ['/metrics', 'pulling', 404],
  ] as const)
    it(`answers GET ${path} with ${status} while it is ${state}`, async () =>
      assert.equal((await ask(state, path)).status, status));

  it('takes the whole URI as a target too', async () => {
    const now = (): ConsumerStatus => ({ state: 'pulling', ...COUNTS });
    const { port, close } = await openHealthServer({ port: 0, host: '127.0.0.1', now });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET http://a.example/ready HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1\.1 200 /);
    await close();
  });

  it('serves metrics where they are wanted', async () => {
    const now = (): ConsumerStatus => ({ state: 'pulling', ...COUNTS });
    const metrics = { contentType: 'text/plain; version=0.0.4', text: () => Promise.resolve('a 1\n') };
    const { port, close } = await openHealthServer({ port: 0, host: '127.0.0.1', now, metrics });
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    assert.deepEqual(
      [answer.status, answer.headers.get('content-type'), await answer.text()],
      [200, metrics.contentType, 'a 1\n'],
    );
    await close();
  });

  it('says how it is', async () => {
    const { body } = await ask('draining', '/health');
    assert.deepEqual(parseJson(body), { state: 'draining', ...COUNTS });
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD'])
    it(`answers ${method} with 405, and what is allowed`, async () => {
      const { status, allow } = await ask('pulling', '/ready', method);
      assert.deepEqual([status, allow], [405, 'GET']);
    });

  it('cannot listen on a port that is taken', async () => {
    const now = (): ConsumerStatus => ({ state: 'pulling', ...COUNTS });
    const { port, close } = await openHealthServer({ port: 0, host: '127.0.0.1', now });
    await assert.rejects(openHealthServer({ port, host: '127.0.0.1', now }), { code: 'EADDRINUSE' });
    await close();
  });

  it('listens on all interfaces unless it is told one', async () => {
    const { port, close } = await openHealthServer({
      port: 0,
      host: undefined,
      now: () => ({ state: 'pulling', ...COUNTS }),
    });
    assert.equal((await fetch(`http://127.0.0.1:${port}/ready`)).status, 200);
    await close();
  });
});
