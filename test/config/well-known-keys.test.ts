import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { isWellKnown } from '../../lib/config/well-known-keys.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a key', () => {
  for (const word of ['', 'test', 'test\n', 'TEST', 'Secret', 'development', '$KEY', '…', 'changeme'])
    it(`${JSON.stringify(word)} is one that anybody would try`, () => assert.ok(isWellKnown(sha256(word))));

  it('that is random is none', () => assert.ok(!isWellKnown(sha256(randomBytes(32).toString('hex')))));
});
