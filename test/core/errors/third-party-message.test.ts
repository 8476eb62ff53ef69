import assert from 'node:assert/strict';
import { thirdPartyMessage, safeMessage } from '../../../lib/core/errors/third-party-message.ts';
import { selfSigned } from '../../support/tls-certificate.ts';

describe('a foreign message', () => {
  const shown: readonly (readonly [message: string, shown: string])[] = [
    ['ERROR: you are not signed in\nTraceback: ...', 'ERROR: you are not signed in'],
    ['\n  one\n', 'one'],
    ['', ''],
    ['a\u001b[31mb', 'a\\u{1b}[31mb'],
    [`token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln refused`, 'token … refused'],
    [`got "ya29.a0AfH6SMBx-xxxxxxxxxxxxx"`, 'got "…"'],
    [`--token=abcdefghijklmnopqrstuvwxyz`, '…'],
  ];
  for (const [message, expected] of shown) {
    it(`${JSON.stringify(message)} is shown as ${JSON.stringify(expected)}`, () =>
      assert.equal(safeMessage(message), expected));
  }

  it('shows nothing of a key', () => {
    const { key } = selfSigned();
    const shownOfIt = safeMessage(key.replaceAll('\n', ' '));
    const [, line = ''] = key.split('\n');
    assert.equal(shownOfIt.includes(line.slice(0, 20)), false);
  });

  it('is short', () => assert.ok(safeMessage('word '.repeat(1000)).length < 300));
});

describe('a foreign error', () => {
  it('of the system is its code and path', () => {
    const error = Object.assign(new Error('long story'), {
      code: 'ENOENT',
      path: '/a/very/long/path/to/a/file',
    });
    assert.equal(thirdPartyMessage(error), 'ENOENT, /a/very/long/path/to/a/file');
    assert.equal(thirdPartyMessage(Object.assign(new Error('s3cret'), { code: 'EPERM' })), 'EPERM');
  });

  it('of JSON.parse does not quote what was parsed', () => {
    assert.throws(
      () => JSON.parse('s3cret'),
      (error) => !thirdPartyMessage(error).includes('s3cret'),
    );
  });

  it('of another kind is its message, as one of a stranger', () => {
    assert.equal(thirdPartyMessage(new Error('no\nway')), 'no');
    assert.equal(thirdPartyMessage('thrown text'), 'thrown text');
  });
});
