import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MAX_BODY, readCall } from '../../lib/callback/call.ts';
import { Fault } from '../../lib/core/fault.ts';
import { digest } from '../core/given.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (value: unknown) => readCall(bytes(JSON.stringify(value)), []);

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
      'with more than we know',
      { imageName: 'docker.io/a/b', tag: 'v1', more: [1] },
      { repository: 'docker.io/a/b', tag: 'v1' },
    ],
  ];
  for (const [what, body, pushed] of calls)
    it(`${what} means its canonical repository, without a note`, () =>
      assert.deepEqual(read(body), { pushed }));

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
    ['a digest in the tag', `{"imageName":"a/b","tag":"v1@${digest(1)}"}`, 'InvalidReference'],
    ['a path in the tag', '{"imageName":"localhost","tag":"5000/a:v1"}', 'InvalidReference'],
    ['a bad digest', '{"imageName":"a/b","tag":"v1","digest":"sha256:1"}', 'InvalidReference'],
    ['capitals in the name', '{"imageName":"a/B","tag":"v1"}', 'InvalidReference'],
    ['more than 64 KB', `{"imageName":"${'a'.repeat(MAX_BODY)}"}`, 'TooLarge'],
  ];
  for (const [what, body, reason] of wrong)
    it(`of ${what} is ${reason}`, () =>
      assert.throws(
        () => readCall(bytes(body), []),
        (error) => error instanceof Fault && error.reason === reason,
      ));

  it('of any JSON is a call or a Fault, and its pushed tag is what came', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ imageName: fc.string(), tag: fc.string() })),
        (value: unknown) => {
          try {
            assert.equal(Reflect.get(Object(value), 'tag'), read(value).pushed.tag);
          } catch (error) {
            if (!(error instanceof Fault)) throw error;
          }
        },
      ),
    ));
});
