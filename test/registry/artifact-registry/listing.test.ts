import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { DockerImage } from '../../../lib/registry/artifact-registry/docker-images.ts';
import { collectListing } from '../../../lib/registry/artifact-registry/listing.ts';
import { digest } from '../../support/builders.ts';

const APP = 'us-docker.pkg.dev/p/r/app';
const DB = 'us-docker.pkg.dev/p/r/team/db';
const NOW = 1_000_000;
const NOTHING_DROPPED = { ambiguous: 0, untimed: 0, future: 0, invalid: 0 };

function image(changes: Partial<DockerImage> = {}): DockerImage {
  return { path: APP, digest: digest(1), tags: ['v1'], uploadedAt: 10, ...changes };
}

function listed(images: readonly DockerImage[], wanted: readonly string[] = [APP]) {
  const collector = collectListing(new Set(wanted), NOW);
  for (const each of images) collector.add([each]);
  return collector.finish();
}

describe('a listing', () => {
  it('has each tag of the wanted repositories with digest and upload time', () => {
    const images = [
      image({ tags: ['v1', 'latest'] }),
      image({ path: DB, digest: digest(2), uploadedAt: NOW }),
      image({ path: 'us-docker.pkg.dev/p/r/other' }),
      image({ digest: digest(3), tags: [] }),
    ];
    assert.deepEqual(listed(images, [APP, DB, 'us-docker.pkg.dev/p/r/gone']), {
      images: [
        { repository: APP, tag: 'v1', digest: digest(1), uploadedAt: 10 },
        { repository: APP, tag: 'latest', digest: digest(1), uploadedAt: 10 },
        { repository: DB, tag: 'v1', digest: digest(2), uploadedAt: NOW },
      ],
      read: 4,
      dropped: NOTHING_DROPPED,
    });
  });

  for (const [title, path, repository] of [
    ['a gcr.io host', 'eu.gcr.io/p/app', 'europe-docker.pkg.dev/p/eu.gcr.io/app'],
    ['an encoded slash', 'us-docker.pkg.dev/p/r/team%2Fdb', DB],
    [
      'a project of a domain',
      'us-docker.pkg.dev/example.com/p/r/app',
      'us-docker.pkg.dev/example.com/p/r/app',
    ],
  ] as const)
    it(`knows a repository by ${title}`, () =>
      assert.deepEqual(
        listed([image({ path })], [repository]).images.map((each) => each.repository),
        [repository],
      ));

  const dropped: readonly (readonly [title: string, images: readonly DockerImage[], counts: object])[] = [
    [
      'a tag on two digests',
      [image(), image({ digest: digest(2) }), image({ digest: digest(1) })],
      { ambiguous: 1 },
    ],
    [
      'a tag on two digests, of which one has no time',
      [image(), image({ digest: digest(2), uploadedAt: undefined })],
      { ambiguous: 1 },
    ],
    ['a tag on a digest and on what is none', [image(), image({ digest: 'sha512:00' })], { ambiguous: 1 }],
    ['an image without a time', [image({ uploadedAt: undefined })], { untimed: 1 }],
    ['an image that has a time only once', [image(), image({ uploadedAt: undefined })], { untimed: 1 }],
    [
      'an upload in 2099',
      [image({ uploadedAt: Date.parse('2099-01-01T00:00:00Z'), tags: ['a', 'b'] })],
      { future: 2 },
    ],
    ['an upload in a millisecond', [image({ uploadedAt: NOW + 1 })], { future: 1 }],
    ['a digest in capitals', [image({ digest: `sha256:${'A'.repeat(64)}` })], { invalid: 1 }],
    ['a digest that is cut', [image({ digest: 'sha256:00' })], { invalid: 1 }],
    ['tags that are none', [image({ tags: ['', 'a b', '-x', 'x'.repeat(129), '../v1'] })], { invalid: 5 }],
  ];
  for (const [title, images, counts] of dropped)
    it(`drops and counts ${title}`, () => {
      const listing = listed(images);
      assert.deepEqual([listing.images, listing.dropped], [[], { ...NOTHING_DROPPED, ...counts }]);
    });

  it('has the earlier time of a digest that is listed twice', () =>
    assert.deepEqual(
      listed([image({ uploadedAt: 20 }), image({ uploadedAt: 10 }), image({ uploadedAt: 30 })]).images,
      [{ repository: APP, tag: 'v1', digest: digest(1), uploadedAt: 10 }],
    ));

  it('does not take keys of objects for tags', () => {
    const tags = ['__proto__', 'constructor', 'toString'];
    assert.deepEqual(
      listed([image({ tags })]).images.map(({ tag }) => tag),
      tags,
    );
  });

  it('keeps the tags of wanted repositories alone', () => {
    const collector = collectListing(new Set([APP]), NOW);
    for (let page = 0; page < 100; page += 1) {
      const others = Array.from({ length: 999 }, (_, number) =>
        image({ path: `us-docker.pkg.dev/p/r/other-${number}`, tags: [`${page}`] }),
      );
      collector.add([...others, image({ tags: [`v${page}`] })]);
      assert.equal(collector.kept(), page + 1);
    }
    assert.deepEqual([collector.finish().read, collector.finish().images.length], [100_000, 100]);
  });

  it('is the same in every order of its images', () => {
    const some = fc.record({
      path: fc.constantFrom(APP, DB),
      digest: fc.constantFrom(digest(1), digest(2), 'none'),
      tags: fc.subarray(['v1', 'v2', '']),
      uploadedAt: fc.constantFrom(undefined, 10, 20, NOW + 1),
    });
    const sorted = (images: readonly DockerImage[]) => {
      const { images: rows, ...rest } = listed(images, [APP, DB]);
      return { rows: rows.map((row) => JSON.stringify(row)).toSorted(), ...rest };
    };
    fc.assert(
      fc.property(
        fc
          .array(some, { maxLength: 6 })
          .chain((images) =>
            fc.tuple(
              fc.constant(images),
              fc.shuffledSubarray(images, { minLength: images.length, maxLength: images.length }),
            ),
          ),
        ([images, shuffled]) => assert.deepEqual(sorted(shuffled), sorted(images)),
      ),
    );
  });
});
