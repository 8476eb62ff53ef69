import assert from 'node:assert/strict';
import { jsonResponse, type HttpResponse } from '../../lib/http/http-response.ts';
import { callLimiter } from '../../lib/http/call-limiter.ts';

describe('a limit of calls', () => {
  it('is 429 beyond it, with the time to wait, and has room again after each call, whatever became of it', async () => {
    const limit = callLimiter(1);
    const gate = Promise.withResolvers<HttpResponse>();
    const first = limit(() => gate.promise);
    const { status, headers } = await limit(() => assert.fail('not begun'));
    assert.deepEqual([status, headers['retry-after']], [429, '5']);
    gate.reject(new Error('broken'));
    await assert.rejects(first);
    assert.equal((await limit(() => Promise.resolve(jsonResponse(200, {})))).status, 200);
  });
});
