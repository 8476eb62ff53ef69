import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  currentTag,
  isRegistryHost,
  parseImage,
  withVersion,
  type ImageReference,
} from '../../../lib/core/names/image-reference.ts';

const SHA256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const SHA384 = `sha384:${'a'.repeat(96)}`;
const SHA512 = `sha512:${'f'.repeat(128)}`;
const HEX_64 = 'a'.repeat(64);

function parsedImage(text: string): ImageReference {
  const parsed = parseImage(text);
  if ('invalid' in parsed) assert.fail(parsed.invalid);
  return parsed.image;
}

interface Version {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

function written(name: string, { tag, digest }: Version): string {
  return name + (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}

describe('image reference', () => {
  describe('accepts', () => {
    type Row = readonly [
      text: string,
      domain: string,
      path: string,
      tag?: string | undefined,
      digest?: string,
    ];
    const hub = 'docker.io';
    const longest = `${'a/'.repeat(127)}a`;
    const rows: readonly Row[] = [
      // Docker Hub, in all its spellings.
      ['nginx', hub, 'library/nginx'],
      ['nginx:1.27', hub, 'library/nginx', '1.27'],
      [`nginx@${SHA256}`, hub, 'library/nginx', undefined, SHA256],
      ['library/nginx', hub, 'library/nginx'],
      ['docker.io/nginx', hub, 'library/nginx'],
      ['docker.io/library/nginx', hub, 'library/nginx'],
      ['index.docker.io/nginx:1', hub, 'library/nginx', '1'],
      ['index.docker.io/a/b', hub, 'a/b'],
      ['a/b/c', hub, 'a/b/c'],
      ['registry-1.docker.io/nginx', 'registry-1.docker.io', 'nginx'],
      // Without a slash there is no host, whatever it looks like.
      ['localhost', hub, 'library/localhost'],
      ['localhost:5000', hub, 'library/localhost', '5000'],
      ['example.com', hub, 'library/example.com'],
      ['example.com:5000', hub, 'library/example.com', '5000'],
      ['192.168.1.1:5000', hub, 'library/192.168.1.1', '5000'],
      // Hosts.
      ['localhost/app', 'localhost', 'app'],
      ['localhost:5000/app', 'localhost:5000', 'app'],
      ['localhost:5000/a/b:t', 'localhost:5000', 'a/b', 't'],
      ['host/app', hub, 'host/app'],
      ['host:80/app', 'host:80', 'app'],
      ['example.com/app', 'example.com', 'app'],
      ['192.168.1.1:5000/app:5050', '192.168.1.1:5000', 'app', '5050'],
      ['Example.COM/app', 'Example.COM', 'app'],
      ['HOST/app', 'HOST', 'app'],
      ['xn--n3h.com/app:xn--n3h.com', 'xn--n3h.com', 'app', 'xn--n3h.com'],
      ['a--b.example.com/app', 'a--b.example.com', 'app'],
      ['[2001:db8::1]/app', '[2001:db8::1]', 'app'],
      ['[2001:db8::1]:5000/app', '[2001:db8::1]:5000', 'app'],
      ['[2001:DB8::1]:5000/a/b:t', '[2001:DB8::1]:5000', 'a/b', 't'],
      [`[::1]:5000/app:t@${SHA256}`, '[::1]:5000', 'app', 't', SHA256],
      ['europe-docker.pkg.dev/p/r/i:v1', 'europe-docker.pkg.dev', 'p/r/i', 'v1'],
      ['gcr.io/example.com/p/app:1', 'gcr.io', 'example.com/p/app', '1'],
      // A host has no underscore: without a port such a first segment is a path.
      ['a_b.com/app', hub, 'a_b.com/app'],
      ['a_b.com/app:1', hub, 'a_b.com/app', '1'],
      ['a__b.example.com/c/d', hub, 'a__b.example.com/c/d'],
      ['docker.io/a_b.com/app', hub, 'a_b.com/app'],
      // Paths.
      ['a_b', hub, 'library/a_b'],
      ['a__b', hub, 'library/a__b'],
      ['a.b', hub, 'library/a.b'],
      ['a-b', hub, 'library/a-b'],
      ['a---b', hub, 'library/a---b'],
      ['x/a-b_c.d__e--f/0', hub, 'x/a-b_c.d__e--f/0'],
      ['foo/foo_bar.com:8080', hub, 'foo/foo_bar.com', '8080'],
      [`example.com/${longest}:tag-beyond-the-limit`, 'example.com', longest, 'tag-beyond-the-limit'],
      ['x'.repeat(247), hub, `library/${'x'.repeat(247)}`],
      // Tags.
      ['app:_', hub, 'library/app', '_'],
      ['app:V1.0-rc_1', hub, 'library/app', 'V1.0-rc_1'],
      ['app:1..2', hub, 'library/app', '1..2'],
      ['app:1-', hub, 'library/app', '1-'],
      [`app:${'t'.repeat(128)}`, hub, 'library/app', 't'.repeat(128)],
      // Digests.
      [`app@${SHA384}`, hub, 'library/app', undefined, SHA384],
      [`app@${SHA512}`, hub, 'library/app', undefined, SHA512],
      [`app:1@${SHA512}`, hub, 'library/app', '1', SHA512],
      // 64 hex digits alone are an id; with something around them they are a name.
      [`${HEX_64}:1`, hub, `library/${HEX_64}`, '1'],
      [`a/${HEX_64}`, hub, `a/${HEX_64}`],
      ['a'.repeat(63), hub, `library/${'a'.repeat(63)}`],
      ['g'.repeat(64), hub, `library/${'g'.repeat(64)}`],
    ];
    for (const [text, domain, path, tag, digest] of rows) {
      it(text.length > 80 ? `${text.slice(0, 80)}…` : text, () => {
        const image = parsedImage(text);
        assert.deepEqual([image.domain, image.path, image.tag, image.digest], [domain, path, tag, digest]);
        assert.equal(image.text, text);
        assert.equal(text, written(image.name, { tag, digest }));
      });
    }
  });

  describe('of any that the grammar makes', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,5}((\.|_|__|-{1,3})[a-z0-9]{1,3}){0,2}$/);
    const host = fc.oneof(
      fc.constantFrom(
        'localhost',
        'localhost:5000',
        'docker.io',
        'index.docker.io',
        'GCR.io',
        '[::1]:80',
        'h:1',
      ),
      fc.stringMatching(/^[A-Za-z0-9]{1,5}\.[a-z]{2,3}(:[0-9]{1,5})?$/),
    );
    const tag = fc.stringMatching(/^\w[\w.-]{0,127}$/);
    const digest = fc.oneof(
      fc.stringMatching(/^sha256:[0-9a-f]{64}$/),
      fc.stringMatching(/^sha384:[0-9a-f]{96}$/),
      fc.stringMatching(/^sha512:[0-9a-f]{128}$/),
    );
    const parts = fc
      .record({
        host: fc.option(host, { nil: undefined }),
        path: fc.array(component, { minLength: 1, maxLength: 4 }).map((components) => components.join('/')),
        tag: fc.option(tag, { nil: undefined }),
        digest: fc.option(digest, { nil: undefined }),
      })
      // A first component with a dot and no underscore would be taken for a host.
      .filter(
        ({ host: named, path }) => named !== undefined || !/^(?:[^/_]*\.[^/_]*|localhost)\//.test(path),
      );
    it('reads every part back', () => {
      fc.assert(
        fc.property(parts, (given) => {
          const name = given.host === undefined ? given.path : `${given.host}/${given.path}`;
          const image = parsedImage(written(name, given));
          assert.deepEqual([image.name, image.tag, image.digest], [name, given.tag, given.digest]);
          assert.equal(image.text, written(name, given));
          assert.ok(image.path.endsWith(given.path) || given.host === undefined);
        }),
      );
    });

    it('withVersion keeps the spelling of the name, and reads back as the new version', () => {
      fc.assert(
        fc.property(parts, tag, fc.option(digest, { nil: undefined }), (given, newTag, newDigest) => {
          const name = given.host === undefined ? given.path : `${given.host}/${given.path}`;
          const image = parsedImage(written(name, given));
          const next = parsedImage(withVersion(image, newTag, newDigest));
          assert.deepEqual([next.name, next.domain, next.path], [image.name, image.domain, image.path]);
          assert.deepEqual([next.tag, next.digest], [newTag, newDigest]);
        }),
      );
    });
  });

  for (const [text, tag] of [
    ['nginx', 'latest'],
    ['nginx:1', '1'],
    [`nginx:1@${SHA256}`, '1'],
    [`nginx@${SHA256}`, undefined],
  ] as const) {
    it(`the tag that runs of ${text.slice(0, 20)} is ${tag ?? 'unknown'}`, () => {
      assert.equal(currentTag(parsedImage(text)), tag);
    });
  }
});

describe('isRegistryHost', () => {
  for (const host of ['a.b', 'a:1', 'a_b:1', 'Abc', 'localhost'])
    it(`${host} is a host`, () => assert.ok(isRegistryHost(host)));
  for (const path of ['abc', 'a_b', 'a_b.com', ''])
    it(`${path || 'an empty text'} is none`, () => assert.ok(!isRegistryHost(path)));
});
