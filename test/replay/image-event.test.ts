import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { hasDigest, imageEvent } from '../../lib/replay/image-event.ts';

const IMAGE = 'us-docker.pkg.dev/p/r/app';
const DIGEST = `sha256:${'1'.repeat(64)}`;
const OTHER = `sha256:${'2'.repeat(64)}`;

describe('the event of an image', () => {
  const tag = `${IMAGE}:1.2.3`;
  for (const [title, image, digest, expected] of [
    ['with its tag', tag, undefined, { action: 'INSERT', tag }],
    ['with a digest in it', `${tag}@${DIGEST}`, undefined, { digest: `${IMAGE}@${DIGEST}`, tag }],
    ['with a digest beside it', tag, DIGEST, { digest: `${IMAGE}@${DIGEST}`, tag }],
    ['with the same digest twice', `${tag}@${DIGEST}`, DIGEST, { digest: `${IMAGE}@${DIGEST}`, tag }],
  ] as const)
    it(`is made of an image ${title}`, () => {
      const event = imageEvent(image, digest);
      assert.deepEqual(JSON.parse(event), { action: 'INSERT', ...expected });
      assert.equal(hasDigest(event), 'digest' in expected);
    });

  for (const [title, image, digest] of [
    ['an image without a tag', IMAGE, undefined],
    ['an image with a digest alone', `${IMAGE}@${DIGEST}`, undefined],
    ['two digests', `${tag}@${DIGEST}`, OTHER],
    ['a digest that is none', tag, 'sha256:1'],
    ['no image', 'Not an image', undefined],
  ] as const)
    it(`refuses ${title}`, () =>
      assert.throws(
        () => imageEvent(image, digest),
        (thrown) => thrown instanceof UpdaterError && thrown.reason === 'InvalidReference',
      ));
});
