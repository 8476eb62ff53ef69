import assert from 'node:assert/strict';
import { catchUpLines } from '../../../lib/cli/hold/catch-up.ts';
import { digest, REPOSITORY, settings, workload } from '../../support/builders.ts';

const held = workload({
  containers: [
    { name: 'app', image: `${REPOSITORY}:v1@${digest(1)}` },
    { name: 'again', image: `${REPOSITORY}:v1` },
    { name: 'side', image: 'nginx' },
    { name: 'pinned', image: `redis@${digest(1)}` },
    { name: 'odd', image: 'A B' },
  ],
});

describe('catching up', () => {
  it('takes a line for each image with a tag', () =>
    assert.deepEqual(catchUpLines([held], undefined, settings(), undefined), [
      `image-updater apply ${REPOSITORY}:v1`,
      'image-updater apply nginx:latest',
    ]));

  it('is about one repository where one was named, with the same configuration', () =>
    assert.deepEqual(catchUpLines([held], REPOSITORY, settings(), "it's.yaml"), [
      `image-updater apply ${REPOSITORY}:v1 --config 'it'\\''s.yaml'`,
    ]));
});
