import assert from 'node:assert/strict';
import { callbackApi } from '../../lib/callback/api.ts';
import type { Caller } from '../../lib/core/caller.ts';
import { Fault } from '../../lib/core/fault.ts';
import { api, request } from './given.ts';

const signal = AbortSignal.timeout(60_000);

describe('the HTTP API', () => {
  it('takes as many calls at once as it may, whatever becomes of them', async () => {
    const gate = Promise.withResolvers<Caller>();
    const handle = callbackApi(api({ callsInFlight: 2, identify: () => gate.promise }));
    const [first, second] = [handle(request(), signal), handle(request(), signal)];
    assert.equal((await handle(request(), signal)).status, 429);
    assert.equal((await handle(request({ method: 'GET', url: '/health' }), signal)).status, 200);
    gate.reject(new Fault('UnknownCaller', 'd'));
    assert.deepEqual([(await first).status, (await second).status], [401, 401]);
    assert.equal((await handle(request(), signal)).status, 401);
  });

  for (const url of ['', '?', '//', '/api/update#', '/__proto__', '/toString', 'http://a/health', '/%00'])
    it(`has nothing at ${JSON.stringify(url)}`, async () =>
      assert.equal((await callbackApi(api())(request({ url }), signal)).status, 404));

  it('says which methods a path takes', async () => {
    const { status, headers } = await callbackApi(api())(request({ method: 'TRACE' }), signal);
    assert.deepEqual([status, headers['allow']], [405, 'POST']);
  });
});
