import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { lookUpDigest } from '../../lib/pipeline/look-up-digest.ts';
import { digest, push } from '../support/builders.ts';

const deadline = { signal: new AbortController().signal };
const { digest: _, ...BARE } = push();
const FAULT = new UpdaterError('TagNotFound', 'expected a tag, got none');

describe('the digest of a push', () => {
  it('that has one is not looked up', async () => {
    const looked = await lookUpDigest(push(), () => assert.fail('looked up'), deadline);
    assert.deepEqual(looked, { push: push() });
  });

  it('is not looked up without a resolver', async () =>
    assert.deepEqual(await lookUpDigest(BARE, undefined, deadline), { push: BARE }));

  it('is that of the registry', async () => {
    const looked = await lookUpDigest(BARE, async () => ({ is: 'found', digest: digest(3) }), deadline);
    assert.deepEqual(looked, { push: { ...BARE, digest: digest(3) } });
  });

  it('stays unknown where the registry fails, with the reason', async () => {
    const looked = await lookUpDigest(BARE, async () => ({ is: 'failed', fault: FAULT }), deadline);
    assert.deepEqual(looked, { push: BARE, lookUpFault: FAULT });
  });

  it('stays unknown where looking up is off, without a reason', async () =>
    assert.deepEqual(await lookUpDigest(BARE, async () => ({ is: 'off' }), deadline), { push: BARE }));
});
