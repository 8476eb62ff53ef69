import assert from 'node:assert/strict';
import { http } from '@google-cloud/functions-framework';
import { apiFunction } from '../../../lib/http/framework/api-function.ts';
import { requestsInFlight } from '../../../lib/http/in-flight.ts';
import { responseTo } from '../../support/http-request.ts';
import { servingFunction } from '../../support/served-functions.ts';
import { api } from '../api-builders.ts';

describe('the function of the HTTP API', () => {
  for (const [path, status] of [
    ['/ready', 200],
    ['/api/update?dryRun=true', 405],
    ['/nowhere', 404],
  ] as const)
    it(`answers GET ${path} with ${status}, as the API does`, async () => {
      http('api', apiFunction(api()));
      await servingFunction('api', async (url) => assert.equal((await fetch(url + path)).status, status));
    });

  for (const method of ['GET', 'HEAD'])
    it(`answers ${method} with If-None-Match: * with 200 and its type: the framework decides nothing`, async () => {
      http('api', apiFunction(api()));
      await servingFunction('api', async (url) => {
        const { statusCode, headers } = await responseTo(`${url}/ready`, {
          method,
          headers: { 'if-none-match': '*' },
        });
        const type = 'application/json; charset=utf-8';
        assert.deepEqual([statusCode, headers['content-type']], [200, type]);
      });
    });

  it('answers 408 to a call whose body has not come when the process ends', async () => {
    const inFlight = requestsInFlight();
    http('api', apiFunction(api(), inFlight));
    inFlight.abort();
    const headers = { 'content-type': 'application/json', 'content-length': '50' };
    await servingFunction('api', async (url) => {
      const { statusCode } = await responseTo(`${url}/api/update`, { method: 'POST', headers }, '{');
      assert.equal(statusCode, 408);
    });
  });
});
