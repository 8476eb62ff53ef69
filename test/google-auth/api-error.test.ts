import assert from 'node:assert/strict';
import { parseApiError } from '../../lib/google-auth/api-error.ts';

const INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

function withInfo(info: object): object {
  const help = { '@type': 'type.googleapis.com/google.rpc.Help', reason: 'HELP' };
  return { error: { status: 'S', message: 'm', details: [null, 5, help, { '@type': INFO, ...info }] } };
}

describe("an error of Google's APIs", () => {
  const nothing = { message: 'S: m', reason: '' };
  const metadata = { service: 'container.googleapis.com', consumer: 'projects/example.com:shop' };
  const rows: readonly (readonly [body: unknown, expected: unknown])[] = [
    [{ error: { status: 'NOT_FOUND', message: 'no' } }, { message: 'NOT_FOUND: no', reason: '' }],
    [{ error: { message: 5, details: 'SERVICE_DISABLED' } }, { message: '', reason: '' }],
    [
      withInfo({ reason: 'SERVICE_DISABLED', metadata }),
      {
        message: 'S: m',
        reason: 'SERVICE_DISABLED',
        service: 'container.googleapis.com',
        consumer: 'example.com:shop',
      },
    ],
    [withInfo({ metadata: { service: '$(rm).googleapis.com', consumer: 'projects/a; rm' } }), nothing],
    [withInfo({ reason: 5, metadata: { service: 5, consumer: ['projects/x'] } }), nothing],
    [{ error: { status: 'S', message: 'm', details: [{ reason: 'NO_TYPE' }] } }, nothing],
    [{ error: 'invalid_grant' }, undefined],
    [{ message: 'no route' }, undefined],
    ['<html>', undefined],
    [undefined, undefined],
  ];
  for (const [body, expected] of rows)
    it(`is read from ${JSON.stringify(body)}`, () => assert.deepEqual(parseApiError(body), expected));

  const saying = (message: string, shown?: string): string | undefined =>
    parseApiError({ error: { message } }, shown)?.message;

  it('keeps the names of permissions', () => {
    const message =
      "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).";
    assert.equal(saying(message), message);
  });

  it('never tells a token: neither the one that was shown, nor what begins as one, nor what is as long', () => {
    const long = 'eyJhbGciOiJSUzI1NiJ9.'.repeat(10);
    assert.equal(saying(`a s3cret, ya29.c.b0-x and ${long}`, 's3cret'), 'a …, … and …');
  });

  it('is printable, and not without end', () => {
    const message = saying(`\u001b[2J${'! '.repeat(5_000)}`);
    assert.match(message ?? '', /^\\u\{1b\}\[2J!/);
    assert.ok((message?.length ?? 0) < 600);
  });
});
