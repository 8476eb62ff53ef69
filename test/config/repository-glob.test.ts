import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseGlob } from '../../lib/core/names/glob.ts';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import { canonicalRepository } from '../../lib/core/names/repository.ts';
import { canonicalGlobs } from '../../lib/config/repository-glob.ts';

function globs(text: string): readonly string[] | undefined {
  const parsed = canonicalGlobs(text);
  return 'value' in parsed ? parsed.value : undefined;
}

function canonical(image: string): string {
  const parsed = parseImage(image);
  return 'image' in parsed ? canonicalRepository(parsed.image, []) : assert.fail(parsed.invalid);
}

function matches(glob: string, repository: string): boolean {
  return (globs(glob) ?? assert.fail(glob)).some((text) => {
    const parsed = parseGlob(text);
    return 'glob' in parsed && parsed.glob.matches(repository);
  });
}

describe('canonicalGlobs', () => {
  const translated: readonly (readonly [written: string, ...canonical: string[]])[] = [
    ['nginx', 'docker.io/library/nginx'],
    ['nginx*', 'docker.io/library/nginx*'],
    ['docker.io/nginx', 'docker.io/library/nginx'],
    ['index.docker.io/nginx', 'docker.io/library/nginx'],
    ['Docker.IO/bitnami/*', 'docker.io/bitnami/*'],
    ['docker.io/**', 'docker.io/**'],
    ['docker.io/*', 'docker.io/library/*'],
    ['bitnami/**', 'docker.io/bitnami/**'],
    ['gcr.io/p/**', 'us-docker.pkg.dev/p/gcr.io/**'],
    ['gcr.io/team-*/app', 'us-docker.pkg.dev/team-*/gcr.io/app'],
    ['EU.gcr.io/p/app', 'europe-docker.pkg.dev/p/eu.gcr.io/app'],
    ['asia.gcr.io/example.com/p/app', 'asia-docker.pkg.dev/example.com/p/asia.gcr.io/app'],
    ['gcr.io/**', 'us-docker.pkg.dev/*/gcr.io/**', 'us-docker.pkg.dev/*.*/*/gcr.io/**'],
    ['us-docker.pkg.dev/p/{a,b/c}/**', 'us-docker.pkg.dev/p/{a,b/c}/**'],
    ['Registry.example.com:5000/a', 'registry.example.com:5000/a'],
    ['localhost/a', 'localhost/a'],
    ['a_b.com/*', 'docker.io/a_b.com/*'],
    ['**', '**'],
    ['**/app', '**/app'],
    ['*/p/app', '*/p/app'],
    ['*-docker.pkg.dev/p/**', '*-docker.pkg.dev/p/**'],
  ];
  for (const [written, ...expected] of translated) {
    it(`${written} is ${expected.join(' and ')}`, () => assert.deepEqual(globs(written), expected));
  }

  const refused = [
    '*',
    '',
    '/nginx',
    'a//b',
    'docker.io/',
    'https://host/a',
    'nginx:1',
    'host.io/a:1',
    'host.io/a@sha256:0',
    'localhost:5000',
    'gcr.io/p',
    'gcr.io/*',
    'gcr.io/p**',
    'gcr.io/p**/a',
    'gcr.io/**/a',
    'gcr.io/example.com/p',
    'gcr.io/*.com/p/a',
    'gcr.io/{a,b}/c',
    'gcr.io/[ab]/c',
    '{gcr.io,us.gcr.io}/p/a',
    '*.gcr.io/p/a',
    'gcr.io/p\\',
  ];
  for (const text of refused)
    it(`refuses ${text || 'an empty text'}`, () => assert.equal(globs(text), undefined));

  const segment = fc.stringMatching(/^[a-z0-9]{1,4}$/);
  const host = fc.constantFrom(
    '',
    'docker.io/',
    'gcr.io/',
    'eu.gcr.io/',
    'gcr.io/example.com/',
    'us-docker.pkg.dev/',
    'localhost:5000/',
    'a_b.com/',
  );
  const name = fc
    .tuple(host, fc.array(segment, { minLength: 2, maxLength: 4 }))
    .map(([start, path]) => start + path.join('/'));

  it('a repository written out matches its own canonical form, and no other one', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        assert.ok(matches(one, canonical(one)));
        assert.equal(matches(one, canonical(other)), canonical(one) === canonical(other));
      }),
    );
  });

  it('a wildcard at the end matches in canonical form just what it matches as written', () => {
    const tail = fc.constantFrom('/*', '/**', '*', '/x*', '/?');
    const below = fc.tuple(name, fc.stringMatching(/^(?:x|\/[ax]|\/[a-z]{2}){0,2}$/));
    fc.assert(
      fc.property(below, fc.option(name, { nil: undefined }), tail, ([one, rest], other, wildcard) => {
        const written = parseGlob(one + wildcard);
        assert.ok('glob' in written);
        const image = other ?? one + rest;
        // Two spellings of one host are what the canonical form is for: there the two answers may differ.
        fc.pre(one.split('/', 1).join() === image.split('/', 1).join());
        assert.equal(matches(one + wildcard, canonical(image)), written.glob.matches(image));
      }),
    );
  });

  it('all of gcr.io is all that is written so', () => {
    fc.assert(
      fc.property(name, (image) => {
        assert.equal(matches('gcr.io/**', canonical(image)), image.startsWith('gcr.io/'));
      }),
    );
  });
});
