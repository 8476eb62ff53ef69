import assert from 'node:assert/strict';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images, patches } from '../support/on-sandbox.ts';
import { answerTo } from './entrances.ts';
import { call, CALLERS, whileServing } from './served.ts';

const more = `${CALLERS}policy: any\n`;

describe('a call about what every event path ignores', () => {
  for (const [what, imageName, tag, reason] of [
    ['a build cache', REPOSITORY, 'buildcache', 'IgnoredTag'],
    ['a signature', REPOSITORY, `sha256-${'a'.repeat(64)}.sig`, 'IgnoredTag'],
    ['a build of Cloud Functions', 'us-docker.pkg.dev/shop/gcf-artifacts/web', 'v1', 'BuildArtifact'],
  ] as const)
    it(`is not applied where it is ${what}`, () =>
      whileServing(
        async ({ url, sandbox }) => {
          const before = images(sandbox);
          const answer = await answerTo(call(`${url}/api/update`, { imageName, tag, digest: digest(1) }));
          assert.deepEqual(answer, [422, 'application/problem+json', reason]);
          assert.deepEqual([images(sandbox), patches(sandbox).length], [before, 0]);
        },
        { more },
      ));
});
