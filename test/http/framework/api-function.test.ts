import assert from 'node:assert/strict';
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
});
