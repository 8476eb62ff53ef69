import assert from 'node:assert/strict';
import { basicAuthorization } from '../../lib/registry/credential.ts';

const encoded = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the header for a credential', () => {
  for (const [what, credential, header] of [
    ['user and password', { kind: 'basic', user: 'u', password: 'p:ä' }, encoded('u:p:ä')],
    ['an access token of Google', { kind: 'google', token: 't' }, encoded('oauth2accesstoken:t')],
    ['an identity token', { kind: 'identity', token: 't' }, undefined],
    ['no credential', undefined, undefined],
  ] as const)
    it(`of ${what} is ${header ?? 'none'}`, () => assert.equal(basicAuthorization(credential), header));
});
