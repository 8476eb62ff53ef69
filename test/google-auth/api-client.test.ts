import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { openApiClient, type ApiIdentity } from '../../lib/google-auth/api-client.ts';
import { identity, MEMBER } from '../support/gke-builders.ts';
import { withHttp } from '../support/local-server.ts';
import { answer, GET } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';

/** Asks a server once; `refused` is what the error of a response is made of. */
async function ask(listener: RequestListener, who = identity()) {
  const refused: ApiIdentity[] = [];
  const request = {
    path: '/v1/things',
    query: { a: 'b c' },
    signal: GET.signal,
    refusal: (_: unknown, caller: ApiIdentity) => {
      refused.push(caller);
      return new UpdaterError('ServerError', 'refused');
    },
  };
  const got = withHttp(listener, (url) => openApiClient(who, url).get(request));
  return { refused, response: await got.catch((error: unknown) => error), got };
}

describe('a request to a Google API', () => {
  it('goes to path and query with the token, and to the quota of the credentials', async () => {
    const seen: (readonly [string | undefined, IncomingHttpHeaders])[] = [];
    const { response } = await ask(
      (request, reply) => {
        seen.push([request.url, request.headers]);
        answer(reply, 200, { ok: true });
      },
      { ...identity(), quotaProject: () => Promise.resolve('billing') },
    );
    const [[url, headers] = assert.fail()] = seen;
    assert.deepEqual(
      [url, headers['x-goog-user-project'], headers.authorization?.startsWith('Bearer ')],
      ['/v1/things?a=b+c', 'billing', true],
    );
    assert.equal(Reflect.get(Object(response), 'status'), 200);
  });

  it('that is refused with 403 says as whom, for the remedy', async () => {
    const { refused } = await ask((_, response) => answer(response, 403, {}));
    assert.deepEqual(
      refused.map(({ member }) => member),
      [MEMBER],
    );
  });

  for (const status of [302, 404, 429, 500])
    it(`that is refused with ${status} says nothing of the identity but its token`, async () => {
      const { refused } = await ask((_, response) => answer(response, status, {}));
      assert.deepEqual(
        refused.map((caller) => Object.keys(caller)),
        [['token']],
      );
    });

  it('whose token is refused twice is CredentialsRefused', async () => {
    let requests = 0;
    const { got } = await ask((_, response) => {
      requests += 1;
      answer(response, 401, {});
    });
    await rejectsWith('CredentialsRefused', got);
    assert.equal(requests, 2);
  });
});
