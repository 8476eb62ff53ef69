import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { LATEST, readToken, tokenAfter, writeToken } from '../../lib/sandbox/continue-token.ts';

describe('continue tokens', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.string({ minLength: 1 }), (resourceVersion, start) => {
        assert.deepEqual(readToken(writeToken({ resourceVersion, start })), { resourceVersion, start });
      }),
    );
  });

  it('starts right after a key', () => {
    assert.deepEqual(readToken(tokenAfter('shop/web', LATEST)), {
      resourceVersion: -1,
      start: 'shop/web\u0000',
    });
  });

  for (const [title, token] of [
    ['nonsense', '!'],
    ['a number', Buffer.from('7').toString('base64url')],
    ['another format', Buffer.from('{"v":"v2","rv":1,"start":"a"}').toString('base64url')],
    ['resourceVersion 0', writeToken({ resourceVersion: 0, start: 'a' })],
    ['an empty start', writeToken({ resourceVersion: 1, start: '' })],
  ] as const) {
    it(`says that ${title} is not valid`, () => {
      const read = readToken(token);
      assert.ok('invalid' in read);
      assert.match(read.invalid, /^continue key is not valid/);
    });
  }
});
