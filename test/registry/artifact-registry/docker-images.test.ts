import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { parsePage } from '../../../lib/registry/artifact-registry/docker-images.ts';
import { digest } from '../../support/builders.ts';

const request = 'GET https://artifactregistry.example/v1/x/dockerImages';
const URI = `us-docker.pkg.dev/p/r/app@${digest(1)}`;

describe('a page of images', () => {
  it('is empty where the API says nothing', () =>
    assert.deepEqual(parsePage({ body: {}, request }), { images: [], nextPageToken: undefined }));

  it('has images with tags and times, whatever else it says', () => {
    const uploadTime = '2026-11-23T12:00:00.123456Z';
    const image = { uri: URI, tags: ['v1', 'v2'], uploadTime, updateTime: 'x', newKey: { a: 1 } };
    assert.deepEqual(parsePage({ body: { dockerImages: [image], nextPageToken: 'x', other: 1 }, request }), {
      images: [
        {
          path: 'us-docker.pkg.dev/p/r/app',
          digest: digest(1),
          tags: ['v1', 'v2'],
          uploadedAt: Date.parse('2026-11-23T12:00:00.123Z'),
        },
      ],
      nextPageToken: 'x',
    });
  });

  for (const uploadTime of [undefined, null, 5, '', 'yesterday', '2026-11-23', '1969-12-31T23:59:59Z'])
    it(`has an image without a time where it says ${JSON.stringify(uploadTime)}`, () => {
      const { images } = parsePage({ body: { dockerImages: [{ uri: URI, uploadTime }] }, request });
      assert.deepEqual(images, [
        { path: 'us-docker.pkg.dev/p/r/app', digest: digest(1), tags: [], uploadedAt: undefined },
      ]);
    });

  for (const [title, body] of [
    ['no JSON', undefined],
    ['null', null],
    ['a list', []],
    ['a text', 'ok'],
    ['an error with status 200', { error: { code: 403 } }],
    ['images that are no list', { dockerImages: {} }],
    ['an image that is null', { dockerImages: [null] }],
    ['an image without uri', { dockerImages: [{ tags: ['v1'] }] }],
    ['a uri without digest', { dockerImages: [{ uri: 'us-docker.pkg.dev/p/r/app:v1' }] }],
    ['a uri without name', { dockerImages: [{ uri: `@${digest(1)}` }] }],
    ['a uri that is a number', { dockerImages: [{ uri: 5 }] }],
    ['tags that are a text', { dockerImages: [{ uri: URI, tags: 'v1' }] }],
    ['a tag that is a number', { dockerImages: [{ uri: URI, tags: ['v1', 2] }] }],
    ['a page token that is a number', { nextPageToken: 5 }],
    ['a page token of 5,000 characters', { nextPageToken: 'x'.repeat(5_000) }],
  ] as const)
    it(`is none: ${title}`, () =>
      assert.throws(
        () => parsePage({ body, request }),
        (error) => error instanceof UpdaterError && error.reason === 'UnexpectedAnswer',
      ));
});
