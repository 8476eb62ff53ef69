import assert from 'node:assert/strict';
import { impersonatedAccess } from '../../lib/google-auth/impersonation.ts';
import { answering } from '../support/loopback.ts';
import { refusedWith, withGoogle, type Google } from '../support/google-credentials.ts';
import { BOTH_SCOPES } from '../support/google-tokens.ts';
import { TARGET } from '../support/accounts.ts';

const NOW = Date.now();
const SOURCE = { member: 'user:ann@example.com', scopes: BOTH_SCOPES };

function accessBy({ tokens, iam }: Google): ReturnType<typeof impersonatedAccess> {
  const target = {
    account: TARGET,
    address: new URL(`${iam.origin}/`),
    member: () => Promise.resolve(undefined),
  };
  const asking = { requestMs: 5_000, limitMs: 5_000, now: () => NOW };
  return impersonatedAccess({ token: tokens.issue(SOURCE) }, target, asking);
}

// Who may, and who may not: identity.test.ts.
describe('the access of an impersonated service account', () => {
  it('is kept until 5 minutes before `expireTime`', () =>
    withGoogle(async (google) => {
      const expireTime = new Date(NOW + 3_600_000).toISOString();
      google.iam.troubles.push(answering(200, { accessToken: 'a', expireTime }));
      const { value, until } = await accessBy(google);
      assert.deepEqual([value, until], [{ token: 'a' }, NOW + 3_300_000]);
    }));

  for (const answer of [{}, { accessToken: 'a\nb' }, '<html>', { token: 'a' }]) {
    it(`is none in the answer ${JSON.stringify(answer)}`, () =>
      withGoogle(async (google) => {
        google.iam.troubles.push(answering(200, answer));
        await refusedWith('TokenServerError', accessBy(google));
      }));
  }
});
