import assert from 'node:assert/strict';
import { isHostListed, registryEntry } from '../../lib/registry/registry-entry.ts';
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

describe('the host of a repository', () => {
  const listed = config(
    `${MINIMAL}registries: [{ repositories: ['localhost:5000/**', '127.0.0.*/**', '**'] }]`,
  );

  for (const [repository, is] of [
    ['localhost:5000/app', true],
    ['localhost:50001/app', false],
    ['localhost/app', false],
    ['127.0.0.1/app', false],
    ['quay.io/a/b', false],
  ] as const)
    it(`of ${repository} is ${is ? '' : 'not '}named by an entry`, () =>
      assert.equal(isHostListed(repository, listed.registries), is));
});
