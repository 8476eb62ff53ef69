import assert from 'node:assert/strict';
import { apiHandler } from '../../lib/http/api.ts';
import type { Caller } from '../../lib/core/event/caller.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { RequestHeaders } from '../../lib/http/authenticate.ts';
import { api, CALLER, request } from './api-builders.ts';

const signal = AbortSignal.timeout(60_000);

describe('the HTTP API', () => {
  it('takes as many calls at once as it may, whatever becomes of them', async () => {
    const gate = Promise.withResolvers<Uint8Array>();
    const readBody = () => gate.promise;
    const handle = apiHandler(api({ callsInFlight: 2 }));
    const [first, second] = [handle(request({ readBody }), signal), handle(request({ readBody }), signal)];
    await Promise.resolve();
    assert.equal((await handle(request(), signal)).status, 429);
    assert.equal((await handle(request({ method: 'GET', url: '/health' }), signal)).status, 200);
    gate.reject(new UpdaterError('IncompleteBody', 'd'));
    assert.deepEqual([(await first).status, (await second).status], [408, 408]);
    assert.notEqual((await handle(request(), signal)).status, 429);
  });

  it('does not count who is not authenticated yet', async () => {
    const gate = Promise.withResolvers<Caller>();
    const authenticate = ({ waits }: RequestHeaders) =>
      waits === undefined ? Promise.resolve(CALLER) : gate.promise;
    const handle = apiHandler(api({ callsInFlight: 1, authenticate }));
    const waiting = Array.from({ length: 20 }, () => handle(request({ headers: { waits: 'y' } }), signal));
    assert.notEqual((await handle(request(), signal)).status, 429);
    gate.reject(new UpdaterError('Unauthenticated', 'd'));
    assert.deepEqual([...new Set((await Promise.all(waiting)).map(({ status }) => status))], [401]);
  });

  for (const url of ['', '?', '//', '/api/update#', '/__proto__', '/toString', 'http://a/health', '/%00'])
    it(`has nothing at ${JSON.stringify(url)}`, async () =>
      assert.equal((await apiHandler(api())(request({ url }), signal)).status, 404));

  for (const [url, allow] of [
    ['/api/update', 'POST'],
    ['/health', 'GET, HEAD'],
    ['/doc/', 'GET, HEAD'],
  ] as const)
    it(`says which methods ${url} takes: ${allow}`, async () => {
      const handle = apiHandler(api());
      const { status, headers } = await handle(request({ method: 'TRACE', url }), signal);
      assert.deepEqual([status, headers['allow']], [405, allow]);
      const statuses = allow
        .split(', ')
        .map(async (method) => (await handle(request({ method, url }), signal)).status);
      assert.ok(!(await Promise.all(statuses)).includes(405));
    });
});
