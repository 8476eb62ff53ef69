import assert from 'node:assert/strict';
import { registryAddress } from '../../lib/registry/address.ts';
import { googleCredentials } from '../../lib/registry/google-credentials.ts';
import type { RegistryCredential } from '../../lib/registry/credential.ts';

const deadline = { signal: new AbortController().signal };

function credentialFor(repository: string): Promise<RegistryCredential | undefined> {
  const source = googleCredentials((asked) => ({
    token: () => Promise.resolve(`token for ${asked}`),
    member: () => Promise.resolve(undefined),
    quotaProject: () => Promise.resolve(undefined),
  }));
  return source(registryAddress(repository), repository, deadline);
}

describe('a token of Google', () => {
  for (const repository of ['us-docker.pkg.dev/p/r/app', 'gcr.io/p/app', 'eu.gcr.io/p/app'])
    it(`is the credential for ${repository}`, async () =>
      assert.deepEqual(await credentialFor(repository), {
        kind: 'google',
        token: `token for ${repository}`,
      }));

  for (const repository of [
    'docker.io/library/nginx',
    'us-docker.pkg.dev.evil.example/p/app',
    'my-gcr.io/p/app',
  ])
    it(`is not requested for ${repository}`, async () =>
      assert.equal(await credentialFor(repository), undefined));
});
