import assert from 'node:assert/strict';
import { answering } from '../support/loopback.ts';
import {
  identitiesIn,
  identitiesFrom,
  refusedWith,
  WANTED,
  withGoogle,
  type Google,
} from '../support/google-credentials.ts';
import { UPDATER } from '../support/accounts.ts';

describe('credentials', () => {
  interface Case {
    readonly title: string;
    readonly reason: 'NoGoogleCredentials' | 'CredentialsRefused' | 'TokenServerError';
    readonly content: (google: Google) => unknown;
    /** What the endpoints answer in place of tokens. */
    readonly answers?: readonly [status: number, body: unknown];
  }
  const key = ({ endpoint }: Google): object => endpoint.serviceAccountKey(UPDATER);
  const CASES: readonly Case[] = [
    { title: 'that are no JSON', reason: 'NoGoogleCredentials', content: () => '{"private_key": "s3cret' },
    {
      title: 'of an unknown type',
      reason: 'NoGoogleCredentials',
      content: () => ({ type: 'gdch_service_account' }),
    },
    {
      title: 'whose key is no PEM',
      reason: 'NoGoogleCredentials',
      content: (google) => ({ ...key(google), private_key: 's3cret' }),
    },
    {
      title: 'whose source of subject tokens is none',
      reason: 'NoGoogleCredentials',
      content: ({ sts }) => sts.federated('url', { credential_source: { s3cret: 's3cret' } }),
    },
    {
      title: 'whose file with a subject token is gone',
      reason: 'NoGoogleCredentials',
      content: ({ sts, folder }) => sts.federated({ file: `${folder.path}/none` }),
    },
    {
      title: 'whose key was deleted',
      reason: 'CredentialsRefused',
      content: (google) => {
        const deleted = key(google);
        key(google);
        return deleted;
      },
    },
    {
      title: 'of a user who signed out',
      reason: 'CredentialsRefused',
      content: ({ endpoint }) => ({ ...endpoint.userCredentials(), refresh_token: '1//s3cret-old' }),
    },
    {
      title: 'of an unknown client',
      reason: 'CredentialsRefused',
      content: ({ endpoint }) => endpoint.userCredentials(),
      answers: [401, { error: 'invalid_client', error_description: 'The OAuth client was not found.' }],
    },
    {
      title: 'whose subject token has ended',
      reason: 'CredentialsRefused',
      content: async ({ sts, folder }) =>
        sts.federated({ file: await folder.write('subject', `s3cret-${'x'.repeat(40)}`) }),
    },
    {
      title: 'whose server asks to slow down',
      reason: 'TokenServerError',
      content: key,
      answers: [429, { error: 'rate_limit_exceeded' }],
    },
    { title: 'whose server gives no token', reason: 'TokenServerError', content: key, answers: [200, {}] },
    {
      title: 'whose server is a login page',
      reason: 'TokenServerError',
      content: key,
      answers: [200, '<html>'],
    },
    { title: 'whose server leads elsewhere', reason: 'TokenServerError', content: key, answers: [302, ''] },
  ];
  for (const { title, reason, content, answers } of CASES) {
    it(`${title} are ${reason}, and the message says which`, () =>
      withGoogle(async (google) => {
        if (answers !== undefined) google.endpoint.troubles.push(answering(...answers));
        await identitiesFrom(google, await content(google), async (identities, file) => {
          const fault = await refusedWith(reason, identities().token(WANTED));
          assert.ok(fault.message.includes(file), fault.message);
        });
      }));
  }

  it('that are nowhere are NoGoogleCredentials', () =>
    withGoogle((google) =>
      identitiesIn(google, { METADATA_SERVER_DETECTION: 'none', HOME: google.folder.path }, (identities) =>
        refusedWith('NoGoogleCredentials', identities().token(WANTED)),
      ),
    ));

  it('of a machine without a service account are NoGoogleCredentials', () =>
    withGoogle((google) =>
      identitiesIn(google, { ...google.metadata.environment }, (identities) => {
        google.metadata.troubles.push(answering(404, {}));
        return refusedWith('NoGoogleCredentials', identities().token(WANTED));
      }),
    ));
});
