import assert from 'node:assert/strict';
import { registryEntry } from '../../lib/registry/registry-entry.ts';
import { config, MINIMAL } from '../support/config-builders.ts';

const { registries } = config(
  `${MINIMAL}registries: [{ repositories: ['gcr.io/shop/secret'], lookUp: false }, { repositories: ['gcr.io/shop/**', nginx] }, { repositories: ['**'] }]`,
);

describe('the entry of a repository', () => {
  for (const [repository, index] of [
    ['us-docker.pkg.dev/shop/gcr.io/secret', 0],
    ['us-docker.pkg.dev/shop/gcr.io/secret/more', 1],
    ['docker.io/library/nginx', 1],
    ['quay.io/a/b', 2],
  ] as const)
    it(`is the first that matches ${repository}`, () =>
      assert.equal(registryEntry(repository, registries), registries[index]));

  it('is none where nothing matches', () =>
    assert.equal(registryEntry('quay.io/a/b', registries.slice(0, 2)), undefined));
});
