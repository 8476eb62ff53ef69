import assert from 'node:assert/strict';
import type { RegistryEntry } from '../../lib/config/config.ts';
import { registryAddress } from '../../lib/registry/address.ts';
import { commandCredentials, serverCredentials } from '../../lib/registry/credential-sources.ts';
import type { CredentialSource } from '../../lib/registry/credential.ts';
import { glob } from '../support/builders.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const deadline = { signal: new AbortController().signal };
// Reading it fails: that it was read is seen, and nothing is sent.
const environment = { GOOGLE_APPLICATION_CREDENTIALS: '/no/such/file' };
const IMPERSONATED: RegistryEntry = {
  repositories: [glob('us-docker.pkg.dev/p/**')],
  impersonate: 'reader@p.iam.gserviceaccount.com',
  lookUp: true,
};
const DOCKER = { kind: 'basic', user: 'u', password: 'p' } as const;

function ask(source: CredentialSource, repository: string) {
  return source(registryAddress(repository), repository, deadline);
}

describe('the credentials of a server', () => {
  const source = serverCredentials({ environment, registries: [] });

  it('are those of Google for its registries', () =>
    rejectsWith('NoGoogleCredentials', ask(source, 'us-docker.pkg.dev/p/r/app')));

  it('are none for other registries', async () =>
    assert.equal(await ask(source, 'ghcr.io/owner/app'), undefined));
});

describe('the credentials of the command line', () => {
  const from = (docker: typeof DOCKER | undefined, registries: readonly RegistryEntry[] = []) =>
    commandCredentials({ environment, registries }, () => Promise.resolve(docker));

  it('are those of Docker', async () =>
    assert.deepEqual(await ask(from(DOCKER), 'ghcr.io/owner/app'), DOCKER));

  it('are those of Docker for registries of Google too', async () =>
    assert.deepEqual(await ask(from(DOCKER), 'us-docker.pkg.dev/p/r/app'), DOCKER));

  it('are those of Google without those of Docker', () =>
    rejectsWith('NoGoogleCredentials', ask(from(undefined), 'us-docker.pkg.dev/p/r/app')));

  it('are the account to impersonate of the configuration before those of Docker', () =>
    rejectsWith('NoGoogleCredentials', ask(from(DOCKER, [IMPERSONATED]), 'us-docker.pkg.dev/p/r/app')));

  it('are those of Docker where an account to impersonate is configured for a registry that is not of Google', async () => {
    const all: RegistryEntry = { ...IMPERSONATED, repositories: [glob('**')] };
    assert.deepEqual(await ask(from(DOCKER, [all]), 'ghcr.io/owner/app'), DOCKER);
  });

  it('are none without either', async () =>
    assert.equal(await ask(from(undefined), 'ghcr.io/owner/app'), undefined));
});
