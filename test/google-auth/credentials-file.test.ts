import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import type { JsonObject } from '../../lib/core/text/json.ts';
import { readCredentialsFile, wellKnownFile } from '../../lib/google-auth/credentials-file.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const pem = (type: 'rsa' | 'ed25519'): string => {
  const encoding = { type: 'pkcs8', format: 'pem' } as const;
  const { privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  return privateKey.export(encoding).toString();
};

const KEY = { type: 'service_account', client_email: 'a@b.example', private_key: pem('rsa') };
const USER = { type: 'authorized_user', client_id: 'a', client_secret: 's3cret', refresh_token: 's3cret' };
const ACTING = {
  type: 'impersonated_service_account',
  service_account_impersonation_url: 'https://a.example',
};

describe('the file of credentials', () => {
  it('is the one that the environment names, as it is now', () =>
    inFolder(async (folder) => {
      const file = await folder.write('a.json', KEY);
      const environment = { GOOGLE_APPLICATION_CREDENTIALS: file, CLOUDSDK_CONFIG: '/elsewhere' };
      assert.deepEqual(await readCredentialsFile(environment), { path: file, content: KEY });
      await folder.write('a.json', USER);
      assert.deepEqual((await readCredentialsFile(environment))?.content, USER);
    }));

  it('is that of gcloud where none is named', () =>
    inFolder(async (folder) => {
      const path = await folder.write('application_default_credentials.json', USER);
      const environment = { CLOUDSDK_CONFIG: folder.path, GOOGLE_APPLICATION_CREDENTIALS: '' };
      assert.deepEqual(await readCredentialsFile(environment), { path, content: USER });
    }));

  it('is none where gcloud has none', () =>
    inFolder(async ({ path }) => {
      assert.equal(await readCredentialsFile({ HOME: path }), undefined);
      assert.equal(await readCredentialsFile({}), undefined);
    }));

  const good: readonly JsonObject[] = [
    { ...KEY, token_uri: 'http://127.0.0.1:8080/token' },
    { type: 'external_account', audience: 'a', subject_token_type: 'b' },
    { type: 'external_account_authorized_user', client_id: 'a', client_secret: 'b', refresh_token: 'c' },
    { ...ACTING, source_credentials: KEY },
    { ...ACTING, source_credentials: { ...ACTING, source_credentials: USER } },
  ];
  for (const content of good) {
    it(`may be of the type ${String(content['type'])}`, () =>
      inFolder(async (folder) => {
        const file = await folder.write('a.json', content);
        const read = await readCredentialsFile({ GOOGLE_APPLICATION_CREDENTIALS: file });
        assert.deepEqual(read?.content, content);
      }));
  }

  const bad: readonly (readonly [title: string, content: unknown])[] = [
    ['empty', ''],
    ['no JSON', '{"private_key": "s3cret'],
    ['no object', '["s3cret"]'],
    ['of no type', { private_key: 's3cret' }],
    ['of an unknown type', { ...USER, type: 'constructor' }],
    ['without a key', { ...KEY, private_key: undefined }],
    ['without an e-mail', { ...KEY, client_email: '' }],
    ['with a key that is no PEM', { ...KEY, private_key: 's3cret' }],
    ['with a key that is cut', { ...KEY, private_key: KEY.private_key.slice(0, 500) }],
    ['with a key of another kind', { ...KEY, private_key: pem('ed25519') }],
    ['without a refresh token', { ...USER, refresh_token: 5 }],
    ['with a token_uri that could be read on the way', { ...KEY, token_uri: 'http://s3cret.example.com/' }],
    [
      'with a token_url that the library would make a text of',
      { ...USER, token_url: ['http://s3cret.example.com/'] },
    ],
    ['with a token_url that could be read on the way', { ...USER, token_url: 'http://s3cret.example.com/' }],
    ['acting without a source', ACTING],
    [
      'acting with a source that is none',
      { ...ACTING, source_credentials: { ...KEY, private_key: 's3cret' } },
    ],
  ];
  for (const [title, content] of bad) {
    it(`that is ${title} is refused by its name, and not quoted`, () =>
      inFolder(async (folder) => {
        const file = await folder.write('a.json', content);
        const reading = readCredentialsFile({ GOOGLE_APPLICATION_CREDENTIALS: file });
        const fault = await rejectsWith('NoGoogleCredentials', reading);
        assert.ok(fault.message.includes(file));
        assert.doesNotMatch(inspect(fault, { depth: Infinity }), /s3cret|PRIVATE KEY/);
      }));
  }

  for (const name of ['', '/none.json']) {
    it(`that cannot be read as ${name === '' ? 'a folder' : 'it is gone'} is refused`, () =>
      inFolder(({ path }) =>
        rejectsWith(
          'NoGoogleCredentials',
          readCredentialsFile({ GOOGLE_APPLICATION_CREDENTIALS: path + name }),
        ),
      ));
  }
});

describe('the file that gcloud writes', () => {
  it('is in its folder', () => {
    const name = 'application_default_credentials.json';
    assert.equal(wellKnownFile({ CLOUDSDK_CONFIG: '/gcloud', HOME: '/home/ann' }), `/gcloud/${name}`);
    assert.equal(wellKnownFile({ HOME: '/home/ann' }), `/home/ann/.config/gcloud/${name}`);
    assert.equal(wellKnownFile({ HOME: '', CLOUDSDK_CONFIG: '' }), undefined);
  });
});
