import assert from 'node:assert/strict';
import { openCredentials, type PubSubCredentials } from '../../lib/pubsub/pubsub-credentials.ts';
import { withGoogle, type Google } from '../support/google-credentials.ts';
import { withEnvironment } from '../support/with-environment.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { UPDATER } from '../support/accounts.ts';

const { signal } = new AbortController();

/** Credentials that are a service account's key. */
function withKey<T>(use: (credentials: PubSubCredentials, google: Google) => Promise<T>): Promise<T> {
  return withGoogle(async (google) => {
    const key = { ...google.endpoint.serviceAccountKey(UPDATER), quota_project_id: 'billed' };
    const file = await google.folder.write('key.json', JSON.stringify(key));
    return withEnvironment({ GOOGLE_APPLICATION_CREDENTIALS: file }, async (environment) =>
      use(await openCredentials(environment), google),
    );
  });
}

function tokenIn(headers: Headers): string {
  return headers.get('authorization')?.replace('Bearer ', '') ?? '';
}

describe('credentials for Pub/Sub', () => {
  it('are a token that is kept, and asked for once', () =>
    withKey(async ({ authClient, check }, { tokens }) => {
      await check(signal);
      const first = await authClient.getRequestHeaders();
      const second = await authClient.getRequestHeaders();
      assert.deepEqual([tokenIn(first), tokenIn(second)], [tokens.issued[0], tokens.issued[0]]);
      assert.equal(tokens.issued.length, 1);
    }));

  it('bill the project that they name', () =>
    withKey(async ({ authClient }) => {
      const headers = await authClient.getRequestHeaders();
      assert.equal(headers.get('x-goog-user-project'), 'billed');
    }));

  it('contain the identity', () =>
    withKey(async ({ member }) => assert.equal(await member(signal), `serviceAccount:${UPDATER}`)));

  it('are none where there are none, and no stream is opened again for them', () =>
    withEnvironment({ METADATA_SERVER_DETECTION: 'none' }, async (environment) => {
      const { authClient, check } = await openCredentials(environment);
      await rejectsWith('NoGoogleCredentials', check(signal));
      await assert.rejects(authClient.getRequestHeaders(), { code: 16 });
    }));
});
