import assert from 'node:assert/strict';
import { authenticator, type RequestHeaders } from '../../lib/http/authenticate.ts';
import type { VerifiedToken } from '../../lib/google-auth/verify-token.ts';
import type { CallbackConfig } from '../../lib/config/config.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { sha256 } from '../support/sha256.ts';

const KEYS = [
  { name: 'first', sha256: sha256('hush') },
  { name: 'second', sha256: sha256('hush2') },
  { name: 'third', sha256: sha256('clé-à-moi') },
];
const CONFIG: CallbackConfig = {
  audiences: ['https://a.example'],
  emails: ['ci@shop.example'],
  keys: KEYS,
  callsInFlight: 1,
};

/** What a token says is the e-mail that it proves. */
const verify = (token: string): Promise<VerifiedToken | undefined> =>
  Promise.resolve(token.includes('@') ? { email: token, audience: 'https://a.example' } : undefined);

/** A header value as Node hands it over: a character for each byte. */
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

const identify = (headers: RequestHeaders, config?: CallbackConfig) => authenticator(config, verify)(headers);

describe('a call is made by', () => {
  const known: readonly (readonly [string, RequestHeaders, string])[] = [
    ['the owner of an API key', { authorization: 'ApiKey hush' }, 'first'],
    ['the owner of another one', { authorization: 'apikey hush2' }, 'second'],
    ['the owner of a key of its own header', { 'x-api-key': 'hush' }, 'first'],
    [
      'the owner of a key beside a token for the platform',
      { 'x-api-key': 'hush', authorization: 'Bearer x' },
      'first',
    ],
    ['the owner of a key with other letters than ASCII', { 'x-api-key': latin1('clé-à-moi') }, 'third'],
    [
      'the owner of such a key in the common header',
      { authorization: `ApiKey ${latin1('clé-à-moi')}` },
      'third',
    ],
    ['the account of a token', { authorization: 'Bearer ci@shop.example' }, 'ci@shop.example'],
  ];
  for (const [what, headers, name] of known)
    it(what, async () => assert.equal((await identify(headers, CONFIG)).name, name));

  const nobody: readonly (readonly [string, RequestHeaders, CallbackConfig?])[] = [
    ['no proof', {}, CONFIG],
    ['a key that is none of ours', { 'x-api-key': 'hush3' }, CONFIG],
    ['the hash of a key', { 'x-api-key': sha256('hush') }, CONFIG],
    ['an empty key', { 'x-api-key': '' }, CONFIG],
    ['two keys', { 'x-api-key': ['hush', 'hush2'] }, CONFIG],
    ['an unknown scheme', { authorization: 'Basic aHVzaA==' }, CONFIG],
    ['a scheme alone', { authorization: 'ApiKey' }, CONFIG],
    ['an account that is not named', { authorization: 'Bearer other@shop.example' }, CONFIG],
    ['a token that proves nothing', { authorization: 'Bearer x' }, CONFIG],
    [
      'a token without its signature',
      { authorization: 'Bearer a.ci@shop.example.SIGNATURE_REMOVED_BY_GOOGLE' },
      CONFIG,
    ],
    [
      'a token where only keys are named',
      { authorization: 'Bearer ci@shop.example' },
      { ...CONFIG, emails: [] },
    ],
    ['a key where nothing is configured', { 'x-api-key': 'hush' }],
    ['a token where nothing is configured', { authorization: 'Bearer ci@shop.example' }],
  ];
  for (const [what, headers, config] of nobody)
    it(`nobody with ${what}, and no secret is in the fault`, async () => {
      const { message } = await rejectsWith('Unauthenticated', identify(headers, config));
      assert.doesNotMatch(message, /hush|aHVz/);
    });
});
