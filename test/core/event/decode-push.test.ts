import assert from 'node:assert/strict';
import { decodePush, type Decoded } from '../../../lib/core/event/decode-push.ts';
import type { Delivery } from '../../../lib/core/event/delivery.ts';
import type { ReasonsOfKind } from '../../../lib/core/errors/reason.ts';
import { digest } from '../../support/builders.ts';
import { WEB, SHOP, settings, delivery, insert } from './decoding.ts';

type EventReason = ReasonsOfKind<'ignored' | 'malformed'>;

const BITS = digest(1);

/** Decodes a payload that came by a topic of the project `shop`, or by none that is known. */
function decoded(payload: unknown, topic?: Delivery['topic']): Decoded {
  const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return decodePush({ ...delivery, data, ...(topic === undefined ? {} : { topic }) }, settings);
}

describe('decode', () => {
  it('reads the documented event with tag and digest', () => {
    assert.deepEqual(decoded(insert(`${WEB}:v1`, `${WEB}@${BITS}`), SHOP), {
      push: { repository: WEB, tag: 'v1', digest: BITS, publishedAt: 1000, id: 'm1', source: 'shop' },
    });
  });

  it('reads a tag alone; a delivery without a topic has no source', () => {
    assert.deepEqual(decoded(insert(`${WEB}:v1`)), {
      push: { repository: WEB, tag: 'v1', publishedAt: 1000, id: 'm1' },
    });
  });

  describe('takes', () => {
    const gcr = 'us-docker.pkg.dev/shop/gcr.io/web';
    const rows: readonly (readonly [title: string, tag: string, bits: string | undefined, push: object])[] = [
      [
        'both host spellings in one event',
        'gcr.io/shop/web:v1',
        `${gcr}@${BITS}`,
        { repository: gcr, digest: BITS },
      ],
      ['an alias', 'mirror.io/shop/web:v1', `${WEB}@${BITS}`, { repository: WEB, digest: BITS }],
      ['a digest that names the same tag', `${WEB}:v1`, `${WEB}:v1@${BITS}`, { tag: 'v1', digest: BITS }],
      [
        'a tag that names the same digest',
        `${WEB}:v1@${BITS}`,
        `${WEB}@${BITS}`,
        { tag: 'v1', digest: BITS },
      ],
      ['a tag that names the digest, alone', `${WEB}:v1@${BITS}`, undefined, { tag: 'v1', digest: BITS }],
      ['a Docker Hub image', 'nginx:1.27', undefined, { repository: 'docker.io/library/nginx' }],
      ['a tag of 128 characters', `${WEB}:${'t'.repeat(128)}`, undefined, { tag: 't'.repeat(128) }],
      ['a tag that only begins like a signature', `${WEB}:sha256-abc`, undefined, { tag: 'sha256-abc' }],
    ];
    for (const [title, tag, bits, push] of rows) {
      it(title, () => {
        assert.partialDeepStrictEqual(decoded(insert(tag, bits)), { push });
      });
    }

    it('unknown keys', () => {
      assert.ok('push' in decoded({ ...insert(`${WEB}:v1`), message: {}, platform: ['linux'] }));
    });

    it('a foreign repository that the configuration allows', () => {
      assert.ok('push' in decoded(insert('quay.io/friends/cake:v1'), SHOP));
    });

    it('any repository where the delivery does not name its topic', () => {
      assert.ok('push' in decoded(insert('quay.io/strangers/cake:v1')));
    });

    it('the image of a domain-scoped project on its own topic', () => {
      const topic = { project: 'example.com:shop', topic: 'gcr' };
      assert.ok('push' in decoded(insert('gcr.io/example.com/shop/web:v1'), topic));
    });
  });

  describe('ignores', () => {
    const hex = 'a'.repeat(64);
    const rows: readonly (readonly [title: string, event: unknown, reason: EventReason])[] = [
      ['a DELETE', { action: 'DELETE', tag: `${WEB}:v1` }, 'NotAnInsert'],
      ['a DELETE of garbage', { action: 'DELETE', tag: 5, digest: ['?'] }, 'NotAnInsert'],
      ['an action of tomorrow', { action: 'RENAME' }, 'NotAnInsert'],
      ['an insert in lower case', { action: 'insert' }, 'NotAnInsert'],
      ['a digest alone', insert(undefined, `${WEB}@${BITS}`), 'UntaggedPush'],
      ['a digest alone that is no reference', insert(undefined, 'garbage'), 'UntaggedPush'],
      ['neither tag nor digest', insert(), 'UntaggedPush'],
      ['a fallback tag of referrers', insert(`${WEB}:sha256-${hex}`), 'IgnoredTag'],
      ['a signature', insert(`${WEB}:sha256-${hex}.sig`), 'IgnoredTag'],
      ['an attestation', insert(`${WEB}:sha256-${hex}.att`), 'IgnoredTag'],
      ['an SBOM', insert(`${WEB}:sha256-${hex}.sbom`), 'IgnoredTag'],
      ['a signature with a suffix of tomorrow', insert(`${WEB}:sha256-${hex}.vex.1`), 'IgnoredTag'],
      ['a fallback tag of an image under SHA-512', insert(`${WEB}:sha512-${hex}`), 'IgnoredTag'],
      ['a tag of `ignoreTags`', insert(`${WEB}:main-buildcache`), 'IgnoredTag'],
      [
        'what Cloud Functions builds',
        insert('europe-docker.pkg.dev/shop/gcf-artifacts/fn:v1'),
        'BuildArtifact',
      ],
      ["another project's image", insert('europe-docker.pkg.dev/bank/images/web:v1'), 'ForeignRepository'],
      ['another registry', insert('docker.io/shop/web:v1'), 'ForeignRepository'],
      [
        'a project that begins like it',
        insert('europe-docker.pkg.dev/shop2/images/web:v1'),
        'ForeignRepository',
      ],
      ['a domain-scoped project of that name', insert('gcr.io/example.com/shop/web:v1'), 'ForeignRepository'],
    ];
    for (const [title, event, reason] of rows) {
      it(`${title}: ${reason}`, () => {
        const answer = decoded(event, SHOP);
        assert.ok('reason' in answer);
        assert.equal(answer.reason, reason);
        assert.notEqual(answer.detail, '');
      });
    }
  });

  describe('the deletion of a digest', () => {
    const deletion = (name: string) => decoded({ action: 'DELETE', digest: `${name}@${BITS}` }, SHOP);

    it('is ignored, and says which digest of which repository', () =>
      assert.deepEqual(deletion(WEB), {
        reason: 'NotAnInsert',
        detail: 'DELETE',
        deleted: { repository: WEB, digest: BITS },
      }));

    it('of a repository that the configuration allows says it too', () =>
      assert.ok('deleted' in deletion('quay.io/friends/cake')));

    for (const [title, name] of [
      ['another project', 'europe-docker.pkg.dev/bank/images/web'],
      ['another registry', 'docker.io/shop/web'],
      ['what Cloud Functions builds', 'europe-docker.pkg.dev/shop/gcf-artifacts/fn'],
    ] as const)
      it(`of ${title} is ignored without it`, () =>
        assert.deepEqual(deletion(name), { reason: 'NotAnInsert', detail: 'DELETE' }));
  });

  describe('refuses', () => {
    const rows: readonly (readonly [title: string, event: unknown, reason: EventReason])[] = [
      ['an empty payload', '', 'NotJson'],
      ['a text', 'hello', 'NotJson'],
      ['half an event', '{"action":"INSERT"', 'NotJson'],
      ['20,000 open brackets', '['.repeat(20_000), 'NotJson'],
      ['20,000 nested arrays', '['.repeat(20_000) + ']'.repeat(20_000), 'WrongShape'],
      ['an array', [insert(`${WEB}:v1`)], 'WrongShape'],
      ['a number', 5, 'WrongShape'],
      ['a JSON text', '"INSERT"', 'WrongShape'],
      ['null', null, 'WrongShape'],
      ['an object without an action', { tag: `${WEB}:v1` }, 'WrongShape'],
      ['an action from the prototype', '{"__proto__": {"action": "INSERT", "tag": "nginx:1"}}', 'WrongShape'],
      ['an action that is an array', { action: ['INSERT'] }, 'WrongShape'],
      ['an action that is empty', { action: '' }, 'WrongShape'],
      ['a tag that is a number', insert(5), 'WrongShape'],
      ['a tag that is null', insert(null), 'WrongShape'],
      ['a tag that is empty', insert(''), 'WrongShape'],
      ['a digest that is an object', insert(`${WEB}:v1`, {}), 'WrongShape'],
      ['a digest that is empty', insert(`${WEB}:v1`, ''), 'WrongShape'],
      ['a tag of 129 characters', insert(`${WEB}:${'t'.repeat(129)}`), 'InvalidReference'],
      ['a tag without its tag', insert(WEB), 'InvalidReference'],
      ['a digest without its digest', insert(`${WEB}:v1`, `${WEB}:v1`), 'InvalidReference'],
      ['a digest that is cut off', insert(`${WEB}:v1`, `${WEB}@sha256:6ec128e26cd5`), 'InvalidReference'],
      ['a digest that names another tag', insert(`${WEB}:v1`, `${WEB}:v2@${BITS}`), 'InvalidReference'],
      [
        'a tag that names another digest',
        insert(`${WEB}:v1@${digest(2)}`, `${WEB}@${BITS}`),
        'InvalidReference',
      ],
      ['unicode in a name', insert('europe-docker.pkg.dev/shop/images/wéb:v1'), 'InvalidReference'],
      ['a terminal escape in a name', insert(`${WEB}\u{1b}[31m:v1`), 'InvalidReference'],
      ['a newline at the end', insert(`${WEB}:v1\n`), 'InvalidReference'],
      ['different repositories', insert(`${WEB}:v1`, `${WEB}2@${BITS}`), 'DifferentRepositories'],
      [
        'one name on two registries',
        insert(`${WEB}:v1`, `quay.io/shop/images/web@${BITS}`),
        'DifferentRepositories',
      ],
    ];
    for (const [title, event, reason] of rows) {
      it(`${title}: ${reason}`, () => {
        assert.throws(() => decoded(event, SHOP), { name: 'Fault', reason, transient: false });
      });
    }
  });

  it('decides in order: what is malformed is said before what is foreign, and a signature before both its project', () => {
    const signature = `sha256-${'a'.repeat(64)}.sig`;
    assert.partialDeepStrictEqual(decoded(insert(`quay.io/x/y:${signature}`), SHOP), {
      reason: 'IgnoredTag',
    });
    assert.throws(() => decoded(insert('quay.io/x/y:v1', `${WEB}@${BITS}`), SHOP), {
      reason: 'DifferentRepositories',
    });
    assert.partialDeepStrictEqual(decoded(insert('europe-docker.pkg.dev/bank/gcf-artifacts/fn:v1'), SHOP), {
      reason: 'BuildArtifact',
    });
  });
});
