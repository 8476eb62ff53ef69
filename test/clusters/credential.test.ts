import assert from 'node:assert/strict';
import { parseBearerToken } from '../../lib/clusters/credential.ts';

describe('a bearer token', () => {
  const texts: readonly (readonly [text: unknown, token: string | undefined])[] = [
    ['abc', 'abc'],
    [' abc\n', 'abc'],
    ['', undefined],
    [' \n', undefined],
    ['a b', undefined],
    ['a\r\nX-Header: b', undefined],
    ['schlüssel', undefined],
    [1, undefined],
    [undefined, undefined],
  ];
  for (const [text, token] of texts) {
    it(`${JSON.stringify(text)} ${token === undefined ? 'is none' : `is ${token}`}`, () =>
      assert.equal(parseBearerToken(text), token));
  }
});
