import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { developmentKey } from '../../../lib/cli/serve/development-key.ts';

describe('a key for development', () => {
  it('is another one each time, of 256 bits, and its entry holds its hash alone', () => {
    const [{ key, entry }, { key: other }] = [developmentKey(), developmentKey()];
    assert.notEqual(key, other);
    assert.equal(Buffer.from(key, 'base64url').length, 32);
    assert.deepEqual(entry, { name: 'development', sha256: createHash('sha256').update(key).digest('hex') });
  });
});
