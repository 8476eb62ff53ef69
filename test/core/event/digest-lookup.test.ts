import assert from 'node:assert/strict';
import { withDigest } from '../../../lib/core/event/digest-lookup.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import { digest, push } from '../../support/builders.ts';

const { digest: _, ...BARE } = push();

describe('a push whose digest was found', () => {
  it('has the digest, and all that it had', () =>
    assert.deepEqual(withDigest(BARE, digest(2)), { ...BARE, digest: digest(2) }));

  it('may not remove a digest any more', () => {
    const unpinned: Push = { ...BARE, unpinned: true };
    assert.deepEqual(withDigest(unpinned, digest(2)), { ...BARE, digest: digest(2) });
  });
});
