import assert from 'node:assert/strict';
import { lazyListTags } from '../../lib/registry/lazy-list-tags.ts';
import { digest } from '../support/builders.ts';
import { GET } from '../support/loopback.ts';
import { MACHINE, withRegistryEnvironment } from '../support/registry-environment.ts';

const APP = 'us-docker.pkg.dev/shop/images/app';
const DEADLINE = { signal: GET.signal };

describe('lazyListTags', () => {
  it('lists the tags, with one token for several runs', () =>
    withRegistryEnvironment(async ({ google, registry, environment }) => {
      registry.allow(MACHINE, 'projects/shop/locations/us/repositories/images');
      registry.push(APP, { digest: digest(1), tags: ['v1'], uploadTime: '1970-01-01T00:00:01Z' });
      const listTags = lazyListTags({ environment, registries: [] });
      const listed = [await listTags(new Set([APP]), DEADLINE), await listTags(new Set([APP]), DEADLINE)];
      const images = [{ repository: APP, tag: 'v1', digest: digest(1), uploadedAt: 1_000 }];
      const one = [{ repositories: [APP], images }];
      assert.deepEqual(listed, [one, one]);
      assert.equal(google.tokens.issued.length, 1);
    }));

  it('reads and sends nothing before its first use', () =>
    withRegistryEnvironment(async ({ google, registry, environment }) => {
      lazyListTags({ environment, registries: [] });
      assert.deepEqual([google.metadata.requests, registry.requests], [[], []]);
    }));

  it('with an address of the API that is not usable is a fault of every repository', async () => {
    const environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY: 'http://a.example.com/' };
    const listTags = lazyListTags({ environment, registries: [] });
    const [listed, ...more] = await listTags(new Set([APP, 'docker.io/library/nginx']), DEADLINE);
    assert.ok(listed !== undefined && 'fault' in listed);
    assert.deepEqual(listed.repositories, ['docker.io/library/nginx', APP]);
    assert.deepEqual([listed.fault.reason, more], ['InvalidConfig', []]);
  });
});
