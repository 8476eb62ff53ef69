import assert from 'node:assert/strict';
import { isGoogleHost, manifestUrl, registryAddress } from '../../lib/registry/address.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';

describe('the address of a registry', () => {
  for (const [repository, url] of [
    ['docker.io/library/nginx', 'https://registry-1.docker.io/v2/library/nginx/manifests/v1'],
    ['ghcr.io/owner/app', 'https://ghcr.io/v2/owner/app/manifests/v1'],
    ['us-docker.pkg.dev/p/gcr.io/app', 'https://us-docker.pkg.dev/v2/p/gcr.io/app/manifests/v1'],
    [
      'us-docker.pkg.dev/example.com/p/r/app',
      'https://us-docker.pkg.dev/v2/example.com/p/r/app/manifests/v1',
    ],
    ['registry.example:8443/app', 'https://registry.example:8443/v2/app/manifests/v1'],
    ['localhost:5000/app', 'http://localhost:5000/v2/app/manifests/v1'],
    ['127.0.0.1:5000/app', 'http://127.0.0.1:5000/v2/app/manifests/v1'],
    ['[::1]:5000/app', 'http://[::1]:5000/v2/app/manifests/v1'],
    ['localhost.example/app', 'https://localhost.example/v2/app/manifests/v1'],
    ['10.0.0.1:5000/app', 'https://10.0.0.1:5000/v2/app/manifests/v1'],
  ] as const)
    it(`of ${repository} is ${url}`, () =>
      assert.equal(manifestUrl(registryAddress(repository), 'v1').href, url));

  it('does not exist for a host that is none', () =>
    assert.throws(
      () => registryAddress('a:b:c/app'),
      (error: unknown) => error instanceof UpdaterError && error.reason === 'InvalidReference',
    ));
});

describe('a host of Google', () => {
  for (const host of ['us-docker.pkg.dev', 'europe-north1-docker.pkg.dev', 'gcr.io', 'eu.gcr.io'])
    it(`is ${host}`, () => assert.ok(isGoogleHost(host)));

  for (const host of [
    'docker.pkg.dev',
    'us-docker.pkg.dev.example',
    'us-docker.pkg.dev:8443',
    'evil.example/us-docker.pkg.dev',
    'my-gcr.io',
    'a.b.gcr.io',
    'us-docker-pkg.dev',
  ])
    it(`is not ${host}`, () => assert.ok(!isGoogleHost(host)));
});
