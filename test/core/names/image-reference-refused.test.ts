import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import { codePoint } from '../../support/code-point.ts';

const SHA256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const SHA384 = `sha384:${'a'.repeat(96)}`;

const HEX_64 = 'a'.repeat(64);

describe('image reference', () => {
  describe('refuses', () => {
    const rows: readonly (readonly [title: string, texts: readonly string[]])[] = [
      ['what is empty', ['', ' ', ':', '@', '/', ':1', `@${SHA256}`]],
      [
        'spaces and control characters',
        [' nginx', 'nginx ', 'ng inx', 'nginx\n', 'nginx:1\n', 'nginx\0', '\u{1b}[1mx'],
      ],
      ['a newline after a digest or a host', [`nginx@${SHA256}\n`, 'example.com\n/app', 'example.com/app\n']],
      ['unicode', ['nginx:ä', 'ñginx', 'examplé.com/app', 'É/app', 'ｎginx', 'nginx:１', '☃.com/app']],
      ['upper case in a path', ['Nginx', 'a/B', 'example.com/App', 'localhost:5000/Upper/lower']],
      [
        'slashes at the ends or doubled',
        ['/app', 'app/', 'example.com/', 'a//b', 'example.com//app', 'docker.io/'],
      ],
      ['dots out of place', ['a..b', '.a', 'a.', 'a/.b', 'a/b.', 'a/..', './app']],
      ['underscores out of place', ['a___b', '_a', 'a_', 'a/_b', 'a/b__']],
      ['dashes out of place', ['-a', 'a-', 'a/-b', 'a/b-']],
      ['mixed separators', ['a._b', 'a_.b', 'a.-b', 'a-_b']],
      [
        'odd hosts',
        [
          'a_b:80/app',
          '-a.com/app',
          'a-.com/app',
          '.a.com/app',
          'a.com./app',
          'a..com/app',
          '*.a.com/app',
          'a_b.com:80/app',
          'A_b.com/app',
        ],
      ],
      ['odd ports', ['host:/app', 'host:80a/app', 'host:-1/app', 'host:1:2/app', ':80/app']],
      [
        'odd IPv6 hosts',
        [
          '[::1]',
          '[::1]:5000',
          '[]/app',
          '[::1/app',
          '::1/app',
          '[fe80::1%eth0]/app',
          '[::ffff:1.2.3.4]/app',
          '[::g]/app',
        ],
      ],
      ['schemes and users', ['https://example.com/app', 'docker://nginx', 'user@example.com/app']],
      ['a port that is no host', ['a/b:80/c', 'nginx:1:2']],
      ['odd tags', ['x:', 'x:-1', 'x:.1', 'x:a/b', 'x:a b', 'x:a+b', `x:${'t'.repeat(129)}`]],
      [
        'digests without their parts',
        ['x@', 'x@sha256', 'x@sha256:', `x@:${HEX_64}`, `x@${HEX_64}`, `x:@${SHA256}`],
      ],
      [
        'digests of wrong length',
        [
          SHA256.slice(0, -1),
          `${SHA256}0`,
          SHA384.slice(0, -1),
          `sha512:${HEX_64}`,
          `sha256:${'a'.repeat(128)}`,
        ].map((digest) => `x@${digest}`),
      ],
      [
        'digests of wrong letters',
        [`x@sha256:${HEX_64.toUpperCase()}`, `x@sha256:${'g'.repeat(64)}`, `x@sha256:${'a'.repeat(63)}\n`],
      ],
      [
        'unknown algorithms',
        ['md5', 'sha1', 'SHA256', 'blake3', 'toString', '__proto__'].map((name) => `x@${name}:${HEX_64}`),
      ],
      [
        'more behind a digest',
        [`x@${SHA256}@${SHA256}`, `x@${SHA256}:1`, `x@x@${SHA256}`, `x@${SHA256}:${HEX_64}`],
      ],
      ['64 hex digits alone', [HEX_64]],
      ['a path of 256 characters', [`example.com/${'a/'.repeat(127)}aa`, 'x'.repeat(248)]],
      ['what is longer than anything', ['a'.repeat(1025), `nginx:1${' '.repeat(10_000_000)}`]],
    ];
    for (const [title, texts] of rows) {
      it(title, () => {
        assert.deepEqual(
          texts.filter((text) => !('invalid' in parseImage(text))),
          [],
        );
      });
    }

    it('with a complaint that can be printed, whatever came', () => {
      const bits = fc.constantFrom(
        'a',
        'B',
        '0',
        '.',
        '-',
        '_',
        ':',
        '/',
        '@',
        '[',
        ']',
        '\n',
        '\u{1b}',
        '\u{202e}',
        SHA256,
      );
      const texts = fc.oneof(
        fc.string({ unit: codePoint }),
        fc.array(bits).map((list) => list.join('')),
      );
      fc.assert(
        fc.property(texts, (text) => {
          const parsed = parseImage(text);
          if ('image' in parsed) return;
          assert.doesNotMatch(parsed.invalid, /[\p{Cc}\p{Cf}\p{Cs}]/u);
          assert.ok(parsed.invalid.length < 3000);
        }),
      );
    });

    it('at once what would keep a backtracking grammar busy', () => {
      for (const piece of ['a', 'a-', '--', 'a.', '__', 'a/', 'A', '[', ':', '@', 'sha256:', 'a:1@']) {
        for (const end of ['!', '', '/!', ':!']) parseImage(piece.repeat(1020 / piece.length) + end);
        parseImage(piece.repeat(500_000));
      }
    });
  });
});
