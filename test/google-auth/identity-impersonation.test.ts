import assert from 'node:assert/strict';
import { formatCommand } from '../../lib/core/errors/reason.ts';
import { googleIdentities } from '../../lib/google-auth/google-identity.ts';
import { answering } from '../support/loopback.ts';
import {
  identitiesIn,
  identitiesFrom,
  refusedWith,
  signal,
  WANTED,
  withGoogle,
} from '../support/google-credentials.ts';
import { apiError } from '../support/iam-credentials.ts';
import { BOTH_SCOPES } from '../support/google-tokens.ts';
import { TARGET, UPDATER } from '../support/accounts.ts';
import { MACHINE, impersonationUrl } from './credential-kinds.ts';

describe('to act as a service account', () => {
  const SOURCE = `serviceAccount:${UPDATER}`;

  it('takes a token of its own, with both scopes, requested with that of the caller', () =>
    withGoogle((google) =>
      identitiesFrom(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        google.iam.allow(SOURCE, TARGET);
        const other = identities(TARGET);
        const token = await other.token(WANTED);
        assert.deepEqual(google.tokens.holderOf(token), {
          member: `serviceAccount:${TARGET}`,
          scopes: BOTH_SCOPES,
        });
        assert.equal(await other.member(signal), `serviceAccount:${TARGET}`);
        assert.equal(await other.quotaProject(signal), undefined);
        assert.deepEqual(google.iam.requests, [[SOURCE, TARGET]]);
      }),
    ));

  it('is one identity for all entries, and one token of the caller for all accounts', () =>
    withGoogle((google) =>
      identitiesFrom(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        const accounts = Array.from({ length: 10 }, (_, number) => `a${number}@shop.iam.gserviceaccount.com`);
        for (const account of accounts) google.iam.allow(SOURCE, account);
        assert.equal(identities(accounts[0]), identities(accounts[0]));
        await Promise.all([...accounts, ...accounts].map((account) => identities(account).token(WANTED)));
        assert.deepEqual([google.endpoint.requests.length, google.iam.requests.length], [1, 10]);
      }),
    ));

  it('uses the quota project of the credentials', () =>
    withGoogle((google) => {
      google.iam.allow('user:ann@example.com', TARGET);
      const content = { ...google.endpoint.userCredentials(), quota_project_id: 'shop-billing' };
      return identitiesFrom(google, content, async (identities) => {
        await identities(TARGET).token(WANTED);
        assert.equal(google.iam.quotaProject(), 'shop-billing');
      });
    }));

  it('uses a new token of the caller if the last one was revoked', () =>
    withGoogle((google) => {
      let now = Date.now();
      return identitiesFrom(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        async (identities) => {
          google.iam.allow(SOURCE, TARGET);
          google.tokens.revoke(await identities().token(WANTED));
          now += 11_000;
          const token = await identities(TARGET).token(WANTED);
          assert.equal(google.tokens.holderOf(token)?.member, `serviceAccount:${TARGET}`);
        },
        { now: () => now },
      );
    }));

  it('is refused without the permission, with the command that grants it', () =>
    withGoogle((google) =>
      identitiesFrom(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        google.iam.allow('user:ann@example.com', TARGET);
        const { reason, terms } = await refusedWith('NoImpersonation', identities(TARGET).token(WANTED));
        assert.deepEqual(terms, { ACCOUNT: TARGET, MEMBER: SOURCE });
        assert.ok(formatCommand(reason, terms)?.includes(`${TARGET} --member ${SOURCE} `));
      }),
    ));

  it('is refused where there is no such account', () =>
    withGoogle((google) =>
      identitiesIn(google, { ...google.metadata.environment }, async (identities) => {
        const { terms } = await refusedWith('NoImpersonation', identities(TARGET).token(WANTED));
        assert.deepEqual(terms, { ACCOUNT: TARGET, MEMBER: MACHINE });
      }),
    ));

  it('needs the API, and its remedy says in which project', () =>
    withGoogle((google) =>
      identitiesFrom(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        const metadata = { service: 'iamcredentials.googleapis.com', consumer: 'projects/123' };
        google.iam.troubles.push(
          answering(403, apiError(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED', metadata)),
        );
        const { terms } = await refusedWith('ApiDisabled', identities(TARGET).token(WANTED));
        assert.deepEqual(terms, { SERVICE: 'iamcredentials.googleapis.com', PROJECT: '123' });
      }),
    ));

  it('is refused where the file of credentials acts as another and may not', () =>
    withGoogle((google) => {
      const { sts, iam } = google;
      const content = sts.federated('url', {
        service_account_impersonation_url: impersonationUrl(iam.origin),
      });
      return identitiesFrom(google, content, async (identities) => {
        const { terms } = await refusedWith('NoImpersonation', identities().token(WANTED));
        assert.deepEqual(terms, { ACCOUNT: TARGET });
      });
    }));

  for (const trouble of [answering(500, {}), answering(429, {}), () => undefined]) {
    it(`passes where IAM Credentials ${trouble.length === 0 ? 'hangs' : 'fails'}`, () =>
      withGoogle((google) =>
        identitiesFrom(
          google,
          google.endpoint.serviceAccountKey(UPDATER),
          async (identities) => {
            google.iam.allow(SOURCE, TARGET);
            google.iam.troubles.push(trouble);
            await refusedWith('TokenServerError', identities(TARGET).token(WANTED));
            await identities(TARGET).token(WANTED);
          },
          { requestMs: 500 },
        ),
      ));
  }

  it("passes if the caller's token hangs", () =>
    withGoogle((google) =>
      identitiesFrom(
        google,
        google.endpoint.serviceAccountKey(UPDATER),
        async (identities) => {
          google.endpoint.troubles.push(() => undefined);
          await refusedWith('TokenServerError', identities(TARGET).token(WANTED));
        },
        { limitMs: 50 },
      ),
    ));

  it("is tried once if the caller's token is rejected", () =>
    withGoogle((google) =>
      identitiesFrom(google, google.endpoint.serviceAccountKey(UPDATER), async (identities) => {
        google.endpoint.troubles.push(answering(400, { error: 'invalid_grant' }));
        await refusedWith('CredentialsRefused', identities(TARGET).token(WANTED));
        assert.deepEqual([google.endpoint.requests.length, google.iam.requests.length], [1, 0]);
      }),
    ));

  it('at an address that would be read on the way is refused at start', () => {
    const environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: 'http://iam.example.com/' };
    const identities = googleIdentities(environment);
    assert.throws(() => identities(TARGET), { reason: 'InvalidConfig' });
    identities(undefined);
  });
});
