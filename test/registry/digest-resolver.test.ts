import assert from 'node:assert/strict';
import type { RegistryEntry } from '../../lib/config/config.ts';
import { digestResolver } from '../../lib/registry/digest-resolver.ts';
import { glob } from '../support/builders.ts';
import { withFakeRegistry } from '../support/registry/fake-registry.ts';
import { imageManifest } from '../support/registry/manifests.ts';

const deadline = { signal: new AbortController().signal };
const IMAGE = imageManifest('one');
const anonymous = { credentials: () => Promise.resolve(undefined), localHosts: 'all' } as const;

function entry(lookUp: boolean, ...repositories: readonly string[]): RegistryEntry {
  return { repositories: repositories.map(glob), lookUp };
}

describe('resolving a tag', () => {
  it('finds its digest', () =>
    withFakeRegistry({}, async (registry) => {
      await registry.push('app', 'v1', IMAGE);
      const resolve = digestResolver([], anonymous);
      assert.deepEqual(await resolve({ repository: `${registry.host}/app`, tag: 'v1' }, deadline), {
        is: 'found',
        digest: IMAGE.digest,
      });
    }));

  it('fails with the reason', () =>
    withFakeRegistry({}, async (registry) => {
      const resolve = digestResolver([], anonymous);
      const found = await resolve({ repository: `${registry.host}/app`, tag: 'v1' }, deadline);
      assert.equal(found.is === 'failed' ? found.fault.reason : found.is, 'TagNotFound');
    }));

  it('fails at the end of its own time limit', () =>
    withFakeRegistry({ intercept: () => true }, async (registry) => {
      const resolve = digestResolver([], anonymous, 100);
      const found = await resolve({ repository: `${registry.host}/app`, tag: 'v1' }, deadline);
      assert.equal(found.is === 'failed' ? found.fault.reason : found.is, 'OutOfTime');
    }));

  it('fails for a repository without a usable host', async () => {
    const found = await digestResolver([], anonymous)({ repository: 'a:b:c/app', tag: 'v1' }, deadline);
    assert.equal(found.is === 'failed' ? found.fault.reason : found.is, 'InvalidReference');
  });

  it('is off where the first matching entry says so: nothing is sent', () =>
    withFakeRegistry({}, async (registry) => {
      await registry.push('app', 'v1', IMAGE);
      const all = `${registry.host}/**`;
      const image = { repository: `${registry.host}/app`, tag: 'v1' };
      const off = digestResolver([entry(false, all), entry(true, all)], anonymous);
      assert.deepEqual(await off(image, deadline), { is: 'off' });
      assert.equal(registry.seen.length, 0);
      const on = digestResolver([entry(true, all), entry(false, all)], anonymous);
      assert.equal((await on(image, deadline)).is, 'found');
    }));

  it('of this machine is refused unless an entry names the host: nothing is sent', () =>
    withFakeRegistry({}, async (registry) => {
      await registry.push('app', 'v1', IMAGE);
      const image = { repository: `${registry.host}/app`, tag: 'v1' };
      const { credentials } = anonymous;
      for (const registries of [[], [entry(true, '**')], [entry(true, '127.0.0.1:*/**')]]) {
        const found = await digestResolver(registries, { credentials })(image, deadline);
        assert.equal(found.is === 'failed' ? found.fault.reason : found.is, 'LocalRegistryRefused');
      }
      assert.equal(registry.seen.length, 0);
      const listed = digestResolver([entry(true, `${registry.host}/**`)], { credentials });
      assert.equal((await listed(image, deadline)).is, 'found');
    }));

  for (const host of ['localhost:1', '127.1', '2130706433:80', '[::1]:1', '169.254.169.254', 'metadata:80'])
    it(`of ${host} is refused to callers of a server`, async () => {
      const { credentials } = anonymous;
      const found = await digestResolver([], { credentials })(
        { repository: `${host}/app`, tag: 'v1' },
        deadline,
      );
      assert.equal(found.is === 'failed' ? found.fault.reason : found.is, 'LocalRegistryRefused');
    });
});
