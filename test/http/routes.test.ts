import assert from 'node:assert/strict';
import { openMetrics } from '../../lib/http/metrics.ts';
import { createRoutes, type Routes } from '../../lib/http/routes.ts';
import { api, request } from './api-builders.ts';

const { signal } = new AbortController();
const authorizePush = () => Promise.resolve();
const routes = (changes: Partial<Routes> = {}) =>
  createRoutes({
    authorizePush,
    api: api(),
    metrics: undefined,
    isDraining: () => false,
    ...changes,
  });
const get = (url: string) => request({ method: 'GET', url, body: new Uint8Array() });

describe('the routes of a process', () => {
  for (const [url, status] of [
    ['/health', 200],
    ['/ready', 200],
    ['/doc/', 200],
    ['/metrics', 404],
    ['/projects/p/topics/topic', 405],
    ['/projects/p/topics/', 404],
  ] as const)
    it(`answer GET ${url} with ${status}`, async () =>
      assert.equal((await routes()(get(url), signal)).status, status));

  it('are not ready while they drain, and healthy', async () => {
    const draining = routes({ isDraining: () => true });
    const { status, headers } = await draining(get('/ready'), signal);
    assert.deepEqual([status, headers['retry-after']], [503, '5']);
    assert.equal((await draining(get('/health'), signal)).status, 200);
  });

  const all = { metrics: openMetrics(), isDraining: () => true };
  for (const [method, url, allow] of [
    ['POST', '/metrics', 'GET, HEAD'],
    ['POST', '/ready', 'GET, HEAD'],
    ['OPTIONS', '/ready', 'GET, HEAD'],
    ['GET', '/projects/p/topics/topic', 'POST'],
    ['HEAD', '/projects/p/topics/topic', 'POST'],
  ] as const)
    it(`answer ${method} ${url} with 405 and the methods ${allow}`, async () => {
      const { status, headers } = await routes(all)(request({ method, url }), signal);
      assert.deepEqual([status, headers['allow']], [405, allow]);
    });

  it('name the path of the metrics among those that exist', async () => {
    const { body } = await routes(all)(get('/nowhere'), signal);
    assert.match(body, /\/metrics/);
  });

  it('show metrics where they are wanted, and count paths that nobody has as one', async () => {
    const counted = routes({ metrics: openMetrics() });
    await counted(get('/a'), signal);
    await counted(get('/b'), signal);
    await counted(request({ url: '/projects/p/topics/topic' }), signal);
    await counted(get('/projects/p/topics/topic'), signal);
    const { status, headers, body } = await counted(get('/metrics'), signal);
    assert.equal(status, 200);
    assert.match(headers['content-type'] ?? '', /^text\/plain; version=/);
    assert.match(body, /requests_total\{route="other",status="404"\} 2/);
    assert.match(body, /requests_total\{route="push",status="204"\} 1/);
    assert.match(body, /requests_total\{route="push",status="405"\} 1/);
    assert.match(body, /events_total\{status="rejected"\} 1/);
  });

  for (const url of [
    '/',
    '/projects/',
    '/projects/p',
    '/projects/p/topics/',
    '/projects/p/topics/t/x',
    '/p/topics/topic',
  ])
    it(`answer POST ${url}, which names no topic, with 404`, async () =>
      assert.equal((await routes()(request({ url }), signal)).status, 404));
});
