import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import {
  canonicalPath,
  isBuildArtifact,
  lastSegment,
  findProject,
  canonicalRepository,
  type Alias,
} from '../../../lib/core/names/repository.ts';

function canonical(image: string, aliases: readonly Alias[] = []): string {
  const parsed = parseImage(image);
  if ('invalid' in parsed) assert.fail(parsed.invalid);
  return canonicalRepository(parsed.image, aliases);
}

describe('repository', () => {
  describe('one text for all names', () => {
    const rows: readonly (readonly [repository: string, names: readonly string[]])[] = [
      [
        'us-docker.pkg.dev/p/gcr.io/app',
        [
          'gcr.io/p/app',
          'us-docker.pkg.dev/p/gcr.io/app',
          'GCR.io/p/app:1',
          'US-docker.pkg.dev/p/gcr.io/app',
        ],
      ],
      ['us-docker.pkg.dev/p/us.gcr.io/app', ['us.gcr.io/p/app', 'us-docker.pkg.dev/p/us.gcr.io/app']],
      ['europe-docker.pkg.dev/p/eu.gcr.io/app', ['eu.gcr.io/p/app', 'europe-docker.pkg.dev/p/eu.gcr.io/app']],
      [
        'asia-docker.pkg.dev/p/asia.gcr.io/app',
        ['asia.gcr.io/p/app', 'asia-docker.pkg.dev/p/asia.gcr.io/app'],
      ],
      ['us-docker.pkg.dev/p/gcr.io/a/b/c', ['gcr.io/p/a/b/c', 'us-docker.pkg.dev/p/gcr.io/a/b/c']],
      [
        'us-docker.pkg.dev/example.com/p/gcr.io/app',
        ['gcr.io/example.com/p/app', 'us-docker.pkg.dev/example.com/p/gcr.io/app'],
      ],
      [
        'europe-docker.pkg.dev/example.com/p/eu.gcr.io/a/b',
        ['eu.gcr.io/example.com/p/a/b', 'europe-docker.pkg.dev/example.com/p/eu.gcr.io/a/b'],
      ],
      [
        'docker.io/library/nginx',
        [
          'nginx',
          'nginx:1',
          'library/nginx',
          'docker.io/nginx',
          'index.docker.io/library/nginx',
          'Docker.io/nginx',
          'Index.Docker.io/nginx',
        ],
      ],
      ['docker.io/a_b.com/app', ['a_b.com/app', 'docker.io/a_b.com/app', 'Docker.io/a_b.com/app']],
      ['docker.io/bitnami/nginx', ['bitnami/nginx', 'docker.io/bitnami/nginx']],
      ['quay.io/a/b', ['quay.io/a/b', 'QUAY.io/a/b:1']],
      ['localhost:5000/app', ['localhost:5000/app', 'LocalHost:5000/app']],
      ['[2001:db8::1]:5000/app', ['[2001:db8::1]:5000/app', '[2001:DB8::1]:5000/app']],
    ];
    for (const [repository, names] of rows) {
      it(`is ${repository}`, () => {
        assert.deepEqual(
          names.map((name) => canonical(name)),
          names.map(() => repository),
        );
      });
    }
  });

  describe('keeps apart', () => {
    for (const [a, b] of [
      ['gcr.io/p/app', 'us.gcr.io/p/app'],
      ['gcr.io/p/app', 'europe-docker.pkg.dev/p/gcr.io/app'],
      ['gcr.io/p/app', 'us-docker.pkg.dev/p/app'],
      ['gcr.io:443/p/app', 'gcr.io/p/app'],
      ['b.gcr.io/p/app', 'gcr.io/p/app'],
      ['k8s.gcr.io/app', 'registry.k8s.io/app'],
      ['gcr.io/p/app', 'gcr.io/q/app'],
      ['quay.io/nginx', 'nginx'],
      ['quay.io/a/b', 'quay.io/a/b2'],
      ['constructor/p/app', 'gcr.io/p/app'],
    ] as const) {
      it(`${a} and ${b}`, () => {
        assert.notEqual(canonical(a), canonical(b));
      });
    }
  });

  describe('aliases', () => {
    const aliases: readonly Alias[] = [
      { prefix: 'mirror.io', means: 'quay.io' },
      { prefix: 'mirror.io/hub', means: 'docker.io' },
      { prefix: 'mirror.io/hub/bitnami', means: 'docker.io/bitnamilegacy' },
      { prefix: 'mirror.io/gcr', means: 'gcr.io' },
      { prefix: canonicalPath('gcr.io/old'), means: 'europe-docker.pkg.dev/new/images' },
      { prefix: 'us-docker.pkg.dev/p/virtual', means: 'us-docker.pkg.dev/p/remote' },
      { prefix: 'us-docker.pkg.dev/p/remote', means: 'elsewhere.io' },
      { prefix: 'upper.io', means: canonicalPath('eu.gcr.io/p') },
    ];
    const rows: readonly (readonly [title: string, image: string, repository: string])[] = [
      ['a host', 'mirror.io/a/b', 'quay.io/a/b'],
      ['the longest prefix counts', 'mirror.io/hub/a/b', 'docker.io/a/b'],
      ['the longest of three', 'mirror.io/hub/bitnami/redis', 'docker.io/bitnamilegacy/redis'],
      ['whole segments only', 'mirror.io/hubble/x', 'quay.io/hubble/x'],
      ['whole hosts only', 'mirror.io.evil.com/hub/x', 'mirror.io.evil.com/hub/x'],
      ['a host and its port are one', 'mirror.io:5000/hub/x', 'mirror.io:5000/hub/x'],
      ['something must follow the prefix', 'mirror.io/hub', 'quay.io/hub'],
      ['an official image through a mirror', 'mirror.io/hub/nginx', 'docker.io/library/nginx'],
      [
        'an official image through a mirror, in full',
        'mirror.io/hub/library/nginx',
        'docker.io/library/nginx',
      ],
      ['an alias that means gcr.io', 'mirror.io/gcr/p/app', 'us-docker.pkg.dev/p/gcr.io/app'],
      ['an alias that means a gcr.io project', 'upper.io/app', 'europe-docker.pkg.dev/p/eu.gcr.io/app'],
      ['a gcr.io project that moved', 'gcr.io/old/app', 'europe-docker.pkg.dev/new/images/app'],
      [
        'the same in its other spelling',
        'us-docker.pkg.dev/old/gcr.io/app',
        'europe-docker.pkg.dev/new/images/app',
      ],
      ['an alias is not looked up again', 'us-docker.pkg.dev/p/virtual/x', 'us-docker.pkg.dev/p/remote/x'],
      ['a host in upper case', 'Mirror.IO/a/b', 'quay.io/a/b'],
      ['none that fits', 'other.io/a/b', 'other.io/a/b'],
    ];
    for (const [title, image, repository] of rows) {
      it(`lead from ${image} to ${repository}: ${title}`, () => {
        assert.equal(canonical(image, aliases), repository);
        assert.equal(canonical(image, aliases.toReversed()), repository);
      });
    }
  });

  describe('canonicalPath', () => {
    for (const [path, expected] of [
      ['gcr.io/p', 'us-docker.pkg.dev/p/gcr.io'],
      ['asia.gcr.io/p/team', 'asia-docker.pkg.dev/p/asia.gcr.io/team'],
      ['gcr.io/example.com/p', 'us-docker.pkg.dev/example.com/p/gcr.io'],
      ['gcr.io', 'gcr.io'],
      ['gcr.io/example.com', 'gcr.io/example.com'],
      ['docker.io/bitnami', 'docker.io/bitnami'],
      ['', ''],
    ] as const) {
      it(`"${path}" is "${expected}"`, () => {
        assert.equal(canonicalPath(path), expected);
      });
    }
  });

  describe('project and repository', () => {
    const rows: readonly (readonly [image: string, project: string | undefined, artifact: boolean])[] = [
      ['europe-docker.pkg.dev/p/images/app', 'p', false],
      ['gcr.io/p/app', 'p', false],
      ['gcr.io/example.com/p/app', 'example.com:p', false],
      ['us-docker.pkg.dev/example.com/p/images/app', 'example.com:p', false],
      ['europe-west1-docker.s3nsregistry.fr/p/images/app', 'p', false],
      ['europe-west1-docker.pkg.dev/p/gcf-artifacts/fn', 'p', true],
      ['europe-west1-docker.pkg.dev/example.com/p/gcf-artifacts/a/fn', 'example.com:p', true],
      ['europe-docker.pkg.dev/p/images/gcf-artifacts', 'p', false],
      ['europe-docker.pkg.dev/gcf-artifacts/images/fn', 'gcf-artifacts', false],
      ['gcr.io/p/gcf-artifacts/fn', 'p', false],
      ['docker.io/p/gcf-artifacts/fn', undefined, false],
      ['docker.pkg.github.com/p/app', undefined, false],
      ['nginx', undefined, false],
    ];
    for (const [image, project, artifact] of rows) {
      it(`of ${image} are ${project ?? 'no project'}${artifact ? ', a build artifact' : ''}`, () => {
        assert.equal(findProject(canonical(image)), project);
        assert.equal(isBuildArtifact(canonical(image)), artifact);
      });
    }
  });

  describe('laws', () => {
    const segment = fc.stringMatching(/^[a-z0-9]{1,4}(\.[a-z]{2})?$/);
    const host = fc.constantFrom(
      'gcr.io',
      'eu.gcr.io',
      'us-docker.pkg.dev',
      'asia-docker.pkg.dev',
      'Quay.io',
      'docker.io',
      'm.io',
      'Foo',
      'Library',
      'Localhost',
      'HOST:5000',
    );
    // Four segments: an alias, a project of two, and an image, for gcr.io/PROJECT alone names none.
    const images = fc
      .tuple(host, fc.array(segment, { minLength: 4, maxLength: 6 }))
      .map(([name, segments]) => `${name}/${segments.join('/')}`);
    const aliases: readonly Alias[] = [
      { prefix: 'm.io', means: 'quay.io' },
      { prefix: 'm.io/a', means: 'gcr.io' },
    ];

    it('what is canonical stays as it is', () => {
      fc.assert(
        fc.property(images, (image) => {
          const once = canonical(image, aliases);
          assert.equal(canonical(once, aliases), once);
          assert.equal(canonicalPath(once), once);
        }),
      );
    });

    it('the last segment is the same under all names', () => {
      fc.assert(
        fc.property(images, (image) => {
          assert.equal(lastSegment(canonical(image, aliases)), lastSegment(image));
        }),
      );
    });
  });
});
