import assert from 'node:assert/strict';
import { openListings } from '../../../lib/registry/artifact-registry/open-listings.ts';
import { digest } from '../../support/builders.ts';
import { apiError } from '../../support/iam-credentials.ts';
import { answering } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { APP, MACHINE, PARENT, pushTags, UPLOADED, withListings } from './readable-registry.ts';

const READER = 'reader@shop.iam.gserviceaccount.com';

describe('to list a repository of Artifact Registry', () => {
  it('gives its tags, by one request with a mask, as the machine', () =>
    withListings(async ({ registry, list }) => {
      registry.push(APP, { digest: digest(1), tags: ['v1', 'latest'], uploadTime: UPLOADED });
      registry.push(APP, { digest: digest(2), uploadTime: UPLOADED });
      registry.push('us-docker.pkg.dev/shop/images/other', { digest: digest(3), tags: ['v1'] });
      assert.deepEqual(await list(), {
        images: ['v1', 'latest'].map((tag) => ({
          repository: APP,
          tag,
          digest: digest(1),
          uploadedAt: 1_000,
        })),
        read: 3,
        dropped: { ambiguous: 0, untimed: 0, future: 0, invalid: 0 },
      });
      assert.deepEqual(registry.requests, [
        {
          parent: PARENT,
          member: MACHINE,
          query: {
            pageSize: '1000',
            fields: 'nextPageToken,dockerImages(uri,tags,uploadTime)',
            prettyPrint: 'false',
          },
        },
      ]);
    }));

  it('reads a repository of a gcr.io host, of a project of a domain', () =>
    withListings(async ({ registry, list }) => {
      const wanted = 'europe-docker.pkg.dev/example.com/shop/eu.gcr.io/app';
      const place = { project: 'example.com:shop', location: 'europe', repository: 'eu.gcr.io' };
      registry.allow(MACHINE, 'projects/example.com:shop/locations/europe/repositories/eu.gcr.io');
      registry.push('eu.gcr.io/example.com/shop/app', {
        digest: digest(1),
        tags: ['v1'],
        uploadTime: UPLOADED,
      });
      const { images } = await list(new Set([wanted]), place);
      assert.deepEqual(images, [{ repository: wanted, tag: 'v1', digest: digest(1), uploadedAt: 1_000 }]);
    }));

  it('is done as the account of the entry', () =>
    withListings(
      async ({ google, registry, list }) => {
        google.iam.allow(MACHINE, READER);
        registry.allow(`serviceAccount:${READER}`, PARENT);
        await list();
        assert.deepEqual(
          registry.requests.map(({ member }) => member),
          [`serviceAccount:${READER}`],
        );
      },
      { registries: `[{ repositories: ['us-docker.pkg.dev/shop/**'], impersonate: ${READER} }]` },
    ));

  it('sends nothing where no wanted repository is there', () =>
    withListings(async ({ registry, list }) => {
      const { images } = await list(
        new Set(['us-docker.pkg.dev/shop/others/app', 'docker.io/library/nginx']),
      );
      assert.deepEqual([images, registry.requests], [[], []]);
    }));

  it('is tried with one image, where only the right matters', () =>
    withListings(async ({ registry, probe }) => {
      pushTags(registry, 3);
      await probe();
      await probe(new Set(['docker.io/library/nginx']));
      assert.deepEqual(
        registry.requests.map(({ query }) => query['pageSize']),
        ['1'],
      );
      registry.instead.push(answering(403, apiError(403, 'PERMISSION_DENIED')));
      await rejectsWith('ListingForbidden', probe());
    }));

  it('takes nothing about another place from it', () =>
    withListings(async ({ registry, list }) => {
      const other = 'us-docker.pkg.dev/bank/images/app';
      registry.instead.push(
        answering(200, {
          dockerImages: [{ uri: `${other}@${digest(1)}`, tags: ['v1'], uploadTime: UPLOADED }],
        }),
      );
      assert.deepEqual((await list(new Set([APP, other]))).images, []);
    }));

  it('lists 100,000 tags, over 100 pages', () =>
    withListings(async ({ registry, list }) => {
      pushTags(registry, 100_000);
      const { images, read } = await list();
      assert.deepEqual([images.length, read, registry.requests.length], [100_000, 100_000, 100]);
      assert.equal(new Set(images.map(({ tag }) => tag)).size, 100_000);
    })).timeout(20_000);

  it('cannot be at an address that would be read on the way: InvalidConfig', () =>
    assert.throws(
      () =>
        openListings({
          environment: { CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY: 'http://a.example.com/' },
          registries: [],
        }),
      { reason: 'InvalidConfig' },
    ));
});
