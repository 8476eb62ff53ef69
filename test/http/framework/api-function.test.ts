import assert from 'node:assert/strict';
import { request, type IncomingMessage } from 'node:http';
import { http } from '@google-cloud/functions-framework';
import { apiFunction } from '../../../lib/http/framework/api-function.ts';
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
        // Not with `fetch`, which adds `Cache-Control: no-cache`.
        const answer = Promise.withResolvers<IncomingMessage>();
        const asked = request(`${url}/ready`, { method, headers: { 'if-none-match': '*' } }, answer.resolve);
        asked.on('error', answer.reject).end();
        const { statusCode, headers } = (await answer.promise).resume();
        const type = 'application/json; charset=utf-8';
        assert.deepEqual([statusCode, headers['content-type']], [200, type]);
      });
    });
});
