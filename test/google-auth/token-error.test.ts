import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { missingTokenError, tokenError } from '../../lib/google-auth/token-error.ts';
import { TARGET } from '../support/accounts.ts';

const OAUTH = 'https://oauth2.googleapis.com/token';
const METADATA = 'http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token';
const IAM = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${TARGET}:generateAccessToken`;

function failed(url: string, more: object): Error {
  return Object.assign(new Error('s3cret'), { config: { url: new URL(url), data: 's3cret' } }, more);
}

function answered(url: string, status: number): Error {
  return failed(url, { response: { status, data: { error: 'e' }, headers: new Headers() } });
}

describe('what the library throws in place of a token', () => {
  const cases: readonly (readonly [title: string, thrown: unknown, reason: ErrorReason])[] = [
    ['400 of OAuth', answered(OAUTH, 400), 'CredentialsRefused'],
    ['401 of OAuth', answered(OAUTH, 401), 'CredentialsRefused'],
    ['500 of OAuth', answered(OAUTH, 500), 'TokenServerError'],
    ['403 of the metadata server', answered(METADATA, 403), 'CredentialsRefused'],
    ['404 of the metadata server', answered(METADATA, 404), 'NoGoogleCredentials'],
    ['503 of the metadata server', answered(METADATA, 503), 'TokenServerError'],
    ['403 of IAM Credentials', answered(IAM, 403), 'NoImpersonation'],
    ['no connection', failed(OAUTH, { code: 'ECONNRESET' }), 'TokenServerError'],
    ['no token', new Error('Could not refresh access token.'), 'TokenServerError'],
    [
      'no metadata server',
      new RangeError(
        "Invalid response from metadata service: incorrect Metadata-Flavor header. Expected 'Google'",
      ),
      'TokenServerError',
    ],
    ['no credentials', new Error('Could not load the default credentials.'), 'NoGoogleCredentials'],
    ['a file that is gone', Object.assign(new Error('x'), { code: 'ENOENT' }), 'NoGoogleCredentials'],
    ['a SyntaxError', new SyntaxError(`Unexpected token in "s3cret`), 'NoGoogleCredentials'],
    ['no error', undefined, 'NoGoogleCredentials'],
  ];
  for (const [title, thrown, reason] of cases) {
    it(`${title} is ${reason}, without a secret`, () => {
      const fault = tokenError(thrown, 'a.json', Date.now());
      assert.equal(fault.reason, reason);
      assert.doesNotMatch(inspect(fault, { depth: Infinity }), /s3cret/);
    });
  }

  it('is a fault as it was where it is one', () => {
    const fault = new UpdaterError('CredentialsRefused', 'x');
    assert.equal(tokenError(fault, 'a.json', Date.now()), fault);
    assert.equal(missingTokenError('a.json').reason, 'TokenServerError');
  });
});
