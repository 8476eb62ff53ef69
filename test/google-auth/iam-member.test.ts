import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../lib/core/text/json.ts';
import { accountIn, isEmail, findMember, serviceAccount } from '../../lib/google-auth/iam-member.ts';

const EMAIL = 'updater@shop.iam.gserviceaccount.com';
const URL = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`;

describe('the member that credentials are', () => {
  const cases: readonly (readonly [content: JsonObject, member: string | undefined])[] = [
    [{ type: 'service_account', client_email: EMAIL }, `serviceAccount:${EMAIL}`],
    [{ type: 'service_account', client_email: 'a; rm -rf /@b.c' }, undefined],
    [{ type: 'service_account' }, undefined],
    [{ type: 'authorized_user', account: 'ann@example.com' }, 'user:ann@example.com'],
    [{ type: 'authorized_user', account: '' }, undefined],
    [{ type: 'authorized_user' }, undefined],
    [{ type: 'external_account' }, undefined],
    [{ type: 'external_account', service_account_impersonation_url: URL }, `serviceAccount:${EMAIL}`],
    [{ type: 'external_account', service_account_impersonation_url: 'https://a.example' }, undefined],
    [
      { type: 'impersonated_service_account', service_account_impersonation_url: URL },
      `serviceAccount:${EMAIL}`,
    ],
    [{}, undefined],
  ];
  for (const [content, member] of cases) {
    it(`of ${JSON.stringify(content)} is ${member ?? 'not known'}`, () =>
      assert.equal(findMember(content), member));
  }
});

describe('an e-mail', () => {
  for (const text of [EMAIL, '123-compute@developer.gserviceaccount.com', 'o.x+y@b.c'])
    it(`${text} is one`, () => assert.ok(isEmail(text)));
  for (const text of [
    '',
    'a',
    '@b',
    'a@',
    'a@b@c',
    'a b@c',
    '-a@b',
    '$(a)@b',
    'a@b;c',
    'shop.svc.id.goog',
    1,
  ])
    it(`${JSON.stringify(text)} is none`, () => assert.equal(isEmail(text), false));

  it('has nothing that a shell would act on', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.ok(!isEmail(text) || /^[\w.%+@-]+$/.test(text));
      }),
    ));

  it('is what makes a service account a member', () => {
    assert.equal(serviceAccount(EMAIL), `serviceAccount:${EMAIL}`);
    assert.equal(serviceAccount('shop.svc.id.goog'), undefined);
  });
});

describe('the account in an address', () => {
  const cases: readonly (readonly [address: string, account: string | undefined])[] = [
    [URL, EMAIL],
    [URL.replace('@', '%40'), EMAIL],
    [URL.replace('generateAccessToken', 'signBlob'), undefined],
    ['https://oauth2.googleapis.com/token', undefined],
  ];
  for (const [address, account] of cases)
    it(`${address} is ${account ?? 'none'}`, () => assert.equal(accountIn(address), account));
});
