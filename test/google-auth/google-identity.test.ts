import assert from 'node:assert/strict';
import { identitiesIn, identitiesFrom, signal, WANTED, withGoogle } from '../support/google-credentials.ts';
import { BOTH_SCOPES } from '../support/google-tokens.ts';
import { KINDS } from './credential-kinds.ts';

describe('an identity', () => {
  for (const { title, file, holder, scopes = BOTH_SCOPES, ...more } of KINDS) {
    const member = 'member' in more ? more.member : holder;
    it(`of ${title} has its tokens, and is ${String(member)}`, () =>
      withGoogle(async (google) => {
        const content = await file?.(google);
        const variables: Record<string, string> =
          content === undefined
            ? { ...google.metadata.environment }
            : { GOOGLE_APPLICATION_CREDENTIALS: await google.folder.write('credentials.json', content) };
        await identitiesIn(google, variables, async (identities) => {
          const token = await identities().token(WANTED);
          assert.deepEqual(google.tokens.holderOf(token), { member: holder, scopes });
          assert.equal(await identities().token(WANTED), token);
          assert.equal(await identities().member(signal), member);
        });
      }));
  }

  it('asks the metadata server for a token and nothing else', () =>
    withGoogle((google) =>
      identitiesIn(google, { ...google.metadata.environment }, async (identities) => {
        await identities().token(WANTED);
        assert.equal(google.metadata.requests.length, 1);
      }),
    ));

  it('is that of gcloud where no file is named', () =>
    withGoogle(async (google) => {
      await google.folder.write('application_default_credentials.json', google.endpoint.userCredentials());
      await identitiesIn(google, { CLOUDSDK_CONFIG: google.folder.path }, async (identities) => {
        const token = await identities().token(WANTED);
        assert.equal(google.tokens.holderOf(token)?.member, 'user:ann@example.com');
      });
    }));

  it('is billed to the quota project of its file', () =>
    withGoogle((google) => {
      const content = { ...google.endpoint.userCredentials(), quota_project_id: 'shop-billing' };
      return identitiesFrom(google, content, async (identities) => {
        assert.equal(await identities().quotaProject(signal), 'shop-billing');
      });
    }));

  it('is billed to no quota project where the file names none', () =>
    withGoogle((google) =>
      identitiesFrom(google, google.endpoint.userCredentials(), async (identities) => {
        assert.equal(await identities().quotaProject(signal), undefined);
      }),
    ));

  it('whose machine has no service account has no name', () =>
    withGoogle((google) => {
      google.metadata.email = 'shop.svc.id.goog';
      return identitiesIn(google, { ...google.metadata.environment }, async (identities) => {
        assert.equal(await identities().member(signal), undefined);
      });
    }));

  it('that cannot be told is no fault', () =>
    withGoogle((google) =>
      identitiesFrom(google, 'no JSON', async (identities) => {
        assert.equal(await identities().member(signal), undefined);
      }),
    ));
});
