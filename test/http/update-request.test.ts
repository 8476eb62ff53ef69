import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readUpdateRequest, type UpdateRequest } from '../../lib/http/update-request.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { digest } from '../support/builders.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const query = (text = ''): URLSearchParams => new URLSearchParams(text);
const read = (value: unknown, asked = ''): UpdateRequest =>
  readUpdateRequest(bytes(JSON.stringify(value)), query(asked), []);

describe('a call', () => {
  const calls: readonly (readonly [string, object, object])[] = [
    [
      'of a registry',
      { imageName: 'gcr.io/shop/web', tag: 'v1' },
      { repository: 'us-docker.pkg.dev/shop/gcr.io/web', tag: 'v1' },
    ],
    [
      'with a digest',
      { imageName: 'registry.example:5000/web', tag: 'v1', digest: digest(1) },
      { repository: 'registry.example:5000/web', tag: 'v1', digest: digest(1) },
    ],
    [
      'without a digest that may replace one',
      { imageName: 'docker.io/a/b', tag: 'v1', unpinned: true },
      { repository: 'docker.io/a/b', tag: 'v1', unpinned: true },
    ],
  ];
  for (const [what, body, pushed] of calls)
    it(`${what} means its canonical repository, without a note`, () =>
      assert.deepEqual(read(body), { pushed, dryRun: false }));

  it('without a registry means Docker Hub, and says so', () => {
    const { pushed, note } = read({ imageName: 'nginx', tag: '1.29' });
    assert.deepEqual(pushed, { repository: 'docker.io/library/nginx', tag: '1.29' });
    assert.match(note ?? '', /docker\.io\/library\/nginx/);
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'EmptyBody'],
    ['no JSON', '{', 'NotJson'],
    ['a list', '[]', 'WrongShape'],
    ['null', 'null', 'WrongShape'],
    ['no name', '{"tag":"v1"}', 'WrongShape'],
    ['no tag', '{"imageName":"a/b"}', 'WrongShape'],
    ['a number for a tag', '{"imageName":"a/b","tag":1}', 'WrongShape'],
    ['an empty tag', '{"imageName":"a/b","tag":""}', 'WrongShape'],
    ['a null digest', '{"imageName":"a/b","tag":"v1","digest":null}', 'WrongShape'],
    ['a tag in the name', '{"imageName":"a/b:v1","tag":"v1"}', 'InvalidReference'],
    ['a digest in the name', `{"imageName":"a/b@${digest(1)}","tag":"v1"}`, 'InvalidReference'],
    ['a digest in the tag', `{"imageName":"a/b","tag":"v1@${digest(1)}"}`, 'WrongShape'],
    ['a path in the tag', '{"imageName":"localhost","tag":"5000/a:v1"}', 'WrongShape'],
    ['a slash in the tag', '{"imageName":"a/b","tag":"feature/x"}', 'WrongShape'],
    ['a bad digest', '{"imageName":"a/b","tag":"v1","digest":"sha256:1"}', 'WrongShape'],
    ['a misspelt key', '{"imageName":"a/b","tag":"v1","digset":"sha256:1"}', 'UnknownKey'],
    ['a key that nobody knows', '{"imageName":"a/b","tag":"v1","more":[1]}', 'UnknownKey'],
    ['a tag twice', '{"imageName":"a/b","tag":"v1","tag":"v2"}', 'WrongShape'],
    ['a tag twice, once escaped', '{"imageName":"a/b","tag":"v1","t\\u0061g":"v1"}', 'WrongShape'],
    ['a dry run in words', '{"imageName":"a/b","tag":"v1","dryRun":"true"}', 'WrongShape'],
    ['a name of 300 characters', `{"imageName":"${'a'.repeat(300)}","tag":"v1"}`, 'WrongShape'],
    ['capitals in the name', '{"imageName":"a/B","tag":"v1"}', 'InvalidReference'],
  ];
  for (const [what, body, reason] of wrong)
    it(`of ${what} is ${reason}`, () =>
      assert.throws(
        () => readUpdateRequest(bytes(body), query(), []),
        (error) => error instanceof UpdaterError && error.reason === reason,
      ));

  const queries: readonly (readonly [string, object, boolean | string])[] = [
    ['', {}, false],
    ['dryRun=false', {}, false],
    ['dryRun=true', {}, true],
    ['', { dryRun: true }, true],
    ['dryRun=false', { dryRun: true }, true],
    ['dryRun=true', { dryRun: false }, true],
    ['dryRun=1', {}, 'WrongShape'],
    ['dryRun=true&dryRun=true', {}, 'WrongShape'],
    ['dryrun=true', {}, 'UnknownKey'],
    ['dry_run=true', {}, 'UnknownKey'],
    ['dry-run=true', {}, 'UnknownKey'],
    ['DRYRUN=true', {}, 'UnknownKey'],
    ['more=1', {}, 'UnknownKey'],
  ];
  for (const [asked, more, expected] of queries)
    it(`?${asked} with ${JSON.stringify(more)} is ${typeof expected === 'string' ? expected : `${expected ? 'a' : 'no'} dry run`}`, () => {
      const ask = (): UpdateRequest => read({ imageName: 'docker.io/a/b', tag: 'v1', ...more }, asked);
      if (typeof expected === 'boolean') assert.equal(ask().dryRun, expected);
      else assert.throws(ask, (error) => error instanceof UpdaterError && error.reason === expected);
    });

  for (const [asked, got] of [
    ['dryRun', /got the text ""$/],
    ['dryRun=true&dryRun=true', /`dryRun` once/],
  ] as const)
    it(`with ?${asked} is told what came`, () =>
      assert.throws(() => read({ imageName: 'docker.io/a/b', tag: 'v1' }, asked), got));

  it('with an unknown key names the nearest one that is known', () =>
    assert.throws(() => read({ imageName: 'a/b', tag: 'v1', digset: 'x' }), /`digest`/));

  it('with a key twice names it, printable and not at length', () => {
    const twice = (key: string): string => `{"imageName":"a/b","tag":"v1",${key}:1,${key}:2}`;
    for (const [key, shown] of [
      ['"tag"', 'expected each key once, got `tag` twice'],
      ['"\\u202e"', 'expected each key once, got `\\u{202e}` twice'],
      [`"${'x'.repeat(5_000)}"`, 'more characters'],
    ] as const)
      assert.throws(
        () => readUpdateRequest(bytes(twice(key)), query(), []),
        ({ message }: Error) => message.includes(shown) && message.length < 500,
      );
  });

  it('without a tag names the key that is missing', () =>
    assert.throws(() => read({ imageName: 'a/b' }), /`tag`/));

  it('of any JSON is a call or a Fault, and its pushed tag is what came', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ imageName: fc.string(), tag: fc.string() })),
        (value: unknown) => {
          try {
            assert.equal(Reflect.get(Object(value), 'tag'), read(value).pushed.tag);
          } catch (error) {
            if (!(error instanceof UpdaterError)) throw error;
          }
        },
      ),
    ));
});
