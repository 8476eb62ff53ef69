import assert from 'node:assert/strict';
import { googleTokens, type GoogleTokens } from '../../lib/registry/google-tokens.ts';
import { UPDATER } from '../support/accounts.ts';
import { config, MINIMAL } from '../support/config-builders.ts';
import { refusedWith, WANTED, withGoogle, type Google } from '../support/google-credentials.ts';
import { BOTH_SCOPES } from '../support/google-tokens.ts';
import { withEnvironment } from '../support/with-environment.ts';

const MACHINE = 'serviceAccount:machine@shop.iam.gserviceaccount.com';
const READER = 'reader@shop.iam.gserviceaccount.com';
const APP = 'us-docker.pkg.dev/shop/images/app';
const BASE = 'europe-docker.pkg.dev/base/images/node';
const { registries } = config(
  `${MINIMAL}registries: [{ repositories: ['europe-docker.pkg.dev/base/**'], impersonate: ${READER} }, { repositories: ['us-docker.pkg.dev/base/**'], impersonate: ${READER} }]`,
);

function tokensIn<T>(
  { metadata, iam }: Google,
  variables: Readonly<Record<string, string>>,
  use: (tokens: GoogleTokens) => Promise<T>,
): Promise<T> {
  return withEnvironment({ ...iam.environment, ...metadata.environment, ...variables }, (environment) =>
    use(googleTokens({ environment, registries })),
  );
}

describe('the token for a registry of Google', () => {
  it('is that of the machine where no entry names an account, and asked for once', () =>
    withGoogle((google) =>
      tokensIn(google, {}, async (tokens) => {
        const all = await Promise.all(
          [APP, APP, 'gcr.io/other/app'].map((name) => tokens(name).token(WANTED)),
        );
        assert.deepEqual(google.tokens.issued, [...new Set(all)]);
        assert.deepEqual(google.tokens.holderOf(all[0]), { member: MACHINE, scopes: BOTH_SCOPES });
        assert.deepEqual(google.iam.requests, []);
      }),
    ));

  it('is that of the key of the credentials file', () =>
    withGoogle(async (google) => {
      const file = await google.folder.write('key.json', google.endpoint.serviceAccountKey(UPDATER));
      await tokensIn(google, { GOOGLE_APPLICATION_CREDENTIALS: file }, async (tokens) => {
        const token = await tokens(APP).token(WANTED);
        assert.equal(google.tokens.holderOf(token)?.member, `serviceAccount:${UPDATER}`);
      });
    }));

  it('is that of the account which the entry names, shared by the entries that name it', () =>
    withGoogle((google) =>
      tokensIn(google, {}, async (tokens) => {
        google.iam.allow(MACHINE, READER);
        const token = await tokens(BASE).token(WANTED);
        assert.equal(google.tokens.holderOf(token)?.member, `serviceAccount:${READER}`);
        assert.equal(tokens(BASE), tokens('us-docker.pkg.dev/base/images/node'));
        assert.equal(await tokens('us-docker.pkg.dev/base/images/node').token(WANTED), token);
        assert.deepEqual(google.iam.requests, [[MACHINE, READER]]);
      }),
    ));

  it('is never that of the machine where the account may not be impersonated', () =>
    withGoogle((google) =>
      tokensIn(google, {}, async (tokens) => {
        google.iam.allow('user:ann@example.com', READER);
        const { terms } = await refusedWith('NoImpersonation', tokens(BASE).token(WANTED));
        assert.deepEqual(terms, { ACCOUNT: READER, MEMBER: MACHINE });
      }),
    ));

  it('is not asked for before it is needed', () =>
    withGoogle((google) =>
      tokensIn(google, {}, (tokens) => {
        tokens(APP);
        tokens(BASE);
        assert.deepEqual([google.metadata.requests, google.iam.requests], [[], []]);
        return Promise.resolve();
      }),
    ));
});
