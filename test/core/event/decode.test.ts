import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodePush, type Decoded, type DecodeSettings } from '../../../lib/core/event/decode.ts';
import { firstTopic } from '../../../lib/core/event/topic-trust.ts';
import { type Delivery } from '../../../lib/core/event/delivery.ts';
import type { DeliveryRequest } from '../../../lib/core/event/shapes/request.ts';
import { IGNORE_LIMIT_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import { readRequest } from '../../../lib/core/event/read-event.ts';
import { Fault } from '../../../lib/core/errors/fault.ts';
import type { EventReason } from '../../../lib/core/errors/reason.ts';
import { posted, requestOf, SHAPES } from '../../support/deliveries.ts';
import { digest, glob } from '../../support/builders.ts';
import { base64 } from '../../support/base64.ts';

const WEB = 'europe-docker.pkg.dev/shop/images/web';
const BITS = digest(1);
const SHOP = { project: 'shop', topic: 'gcr' };

const settings: DecodeSettings = {
  aliases: [{ prefix: 'mirror.io/shop', means: 'europe-docker.pkg.dev/shop/images' }],
  repositories: [glob('quay.io/friends/*')],
  ownTopics: [],
  ignoreTags: [glob('*buildcache*')],
};

const delivery: Delivery = { shape: 'push', data: '', attributes: {}, id: 'm1', publishedAt: 1000 };

/** Decodes a payload that came by a topic of the project `shop`, or by none that is known. */
function decoded(payload: unknown, topic?: Delivery['topic']): Decoded {
  const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return decodePush({ ...delivery, data, ...(topic === undefined ? {} : { topic }) }, settings);
}

function insert(tag?: unknown, bits?: unknown): object {
  return { action: 'INSERT', tag, digest: bits };
}

/** What becomes of a request: a reason, or none for a push. */
function outcome(request: DeliveryRequest): { readonly reason?: string; readonly said: string } {
  try {
    const answer = decodePush(readRequest(request, settings), settings);
    return 'push' in answer ? { said: '' } : { reason: answer.reason, said: answer.detail };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    assert.equal(error.transient, false);
    return { reason: error.reason, said: error.message };
  }
}

/** What is said may be printed on any terminal, and does not fill it. */
function isPrintable(said: string): void {
  assert.doesNotMatch(said, /[\p{Cc}\p{Cf}\p{Cs}]/u);
  assert.ok(said.length < 1500);
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

  it('reads any push that was sent in any of the shapes back as it was', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,10}$/);
    const pushes = fc.record({
      image: word,
      tag: fc.stringMatching(/^[A-Za-z0-9_][\w.-]{0,30}$/).filter((tag) => !tag.includes('buildcache')),
      bits: fc.option(
        fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
        { nil: undefined },
      ),
      publishedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
      id: fc.stringMatching(/^[0-9]{1,19}$/),
      project: fc.constantFrom('shop', 'example.com:shop'),
      shape: fc.constantFrom(...SHAPES),
    });
    fc.assert(
      fc.property(pushes, ({ image, tag, bits, publishedAt, id, project, shape }) => {
        const repository = `us-docker.pkg.dev/${project.replace(':', '/')}/gcr.io/${image}`;
        const payload = JSON.stringify(insert(`${repository}:${tag}`, bits && `${repository}@${bits}`));
        const publishTime = new Date(publishedAt).toISOString();
        const topic = { project, topic: 'gcr' };
        const sent = { payload, id, publishTime, attributes: {}, topic, receivedAt: publishedAt };
        assert.deepEqual(decodePush(readRequest(requestOf(shape, sent), settings), settings), {
          push: {
            repository,
            tag,
            ...(bits === undefined ? {} : { digest: bits }),
            publishedAt,
            id: shape === 'bare' ? `received-${publishedAt}` : id,
            source: project,
          },
        });
      }),
    );
  });

  describe('whatever is sent, answers with a reason, printable and short', () => {
    // Controls, escapes, marks that turn the direction of text: all that may not reach a terminal.
    const nasty = fc.string({
      unit: fc.constantFrom('a', ':', '/', '@', '\u{1b}', '\u{9b}', '\n', '\u{202e}', '\u{d800}'),
    });
    const headers = fc.constantFrom(
      {},
      { 'ce-id': '1' },
      { 'content-type': 'application/cloudevents+json' },
      { 'x-goog-pubsub-message-id': '1' },
    );
    const anyJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

    it('bytes', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), headers, fc.string(), (body, given, path) => {
          isPrintable(outcome({ path, headers: given, body, receivedAt: 1 }).said);
        }),
      );
    });

    it('JSON', () => {
      fc.assert(
        fc.property(anyJson, headers, (value, given) => {
          isPrintable(outcome(posted(value, { headers: given })).said);
        }),
      );
    });

    it('JSON in messages', () => {
      const message = fc.record(
        {
          data: fc.oneof(
            anyJson,
            nasty,
            anyJson.map((value) => base64(JSON.stringify(value))),
          ),
          attributes: fc.oneof(anyJson, fc.dictionary(nasty, nasty)),
          messageId: fc.oneof(anyJson, nasty),
          publishTime: fc.oneof(anyJson, nasty),
        },
        { requiredKeys: [] },
      );
      fc.assert(
        fc.property(message, (value) => {
          isPrintable(outcome(posted({ message: value })).said);
        }),
      );
    });

    it('texts in events', () => {
      const text = fc.oneof(
        nasty,
        fc.string({ unit: 'binary' }),
        nasty.map((end) => `${WEB}:v1${end}`),
      );
      const events = fc.record(
        { action: fc.oneof(fc.constant('INSERT'), text), tag: text, digest: text },
        { requiredKeys: ['action'] },
      );
      fc.assert(
        fc.property(
          events,
          fc.oneof(
            fc.constant('/'),
            nasty.map((name) => `/projects/${name}/topics/t`),
          ),
          (event, path) => {
            isPrintable(outcome(posted(event, { path })).said);
          },
        ),
      );
    });
  });

  it('answers 10 MB of any kind, without a look at them', () => {
    for (const text of ['[', '{"message":', '"', 'A', '\\']) {
      const body = Buffer.alloc(10_000_000, text);
      assert.equal(outcome(posted(0, { body })).reason, 'TooLarge');
    }
  });
});

describe('the topic that brought a push first', () => {
  const OWN = { project: 'updater', topic: 'image-updater-replay' };
  const BANK = { project: 'bank', topic: 'gcr' };
  const CLAIM = 'projects/shop/topics/gcr';
  const own = { ...settings, ownTopics: [{ project: 'updater', topic: 'image-updater-clusters' }, OWN] };
  const firstOf = (topic: Delivery['topic'], claim?: string): unknown =>
    firstTopic(
      {
        attributes: claim === undefined ? {} : { [TOPIC_ATTRIBUTE]: claim },
        ...(topic === undefined ? {} : { topic }),
      },
      own,
    );

  const rows: readonly (readonly [title: string, found: unknown, expected: unknown])[] = [
    ['is the one that delivers it', firstOf(SHOP), SHOP],
    ['is the one that a topic of our own names', firstOf(OWN, CLAIM), SHOP],
    ['is none where a topic of our own names none', firstOf(OWN), undefined],
    ['is the one that delivers it, whatever it claims', firstOf(BANK, CLAIM), BANK],
    [
      "is not ours because another project's is called so",
      firstOf({ ...OWN, project: 'bank' }, CLAIM),
      { ...OWN, project: 'bank' },
    ],
    ['is none where the delivery names none, whatever it claims', firstOf(undefined, CLAIM), undefined],
    ['is not asked for on a topic that is not ours', firstOf(BANK, 'garbage'), BANK],
  ];
  for (const [title, found, expected] of rows) it(title, () => assert.deepEqual(found, expected));

  for (const claim of [
    '',
    'gcr',
    '//pubsub.googleapis.com/projects/shop/topics/gcr',
    'projects/shop/topics/a b',
  ])
    it(`cannot be "${claim}", which is no way to say that there is none`, () =>
      assert.throws(() => firstOf(OWN, claim), { name: 'Fault', reason: 'WrongShape', transient: false }));

  const web = JSON.stringify(insert(`${WEB}:v1`));
  const cake = JSON.stringify(insert('docker.io/strangers/cake:v1'));
  const decodedFrom = (topic: Delivery['topic'], data: string, attributes: Delivery['attributes'] = {}) =>
    decodePush({ ...delivery, data, attributes, ...(topic === undefined ? {} : { topic }) }, own);
  const claiming = { [TOPIC_ATTRIBUTE]: CLAIM };

  it('is the source of the push', () =>
    assert.partialDeepStrictEqual(decodedFrom(OWN, web, claiming), { push: { source: 'shop' } }));

  it('bounds what a topic of our own may speak of', () =>
    assert.partialDeepStrictEqual(decodedFrom(OWN, cake, claiming), { reason: 'ForeignRepository' }));

  it('where there is none, a topic of our own speaks of everything', () => {
    const answer = decodedFrom(OWN, cake);
    assert.ok('push' in answer && !('source' in answer.push));
  });

  it('cannot be claimed on the topic of another project', () =>
    assert.partialDeepStrictEqual(decodedFrom(BANK, web, claiming), { reason: 'ForeignRepository' }));
});

describe('limits', () => {
  const OWN = { project: 'updater', topic: 'image-updater-replay' };
  const own = { ...settings, ownTopics: [OWN] };
  for (const [title, topic, value, expected] of [
    ['do not count where a topic of our own says so', OWN, 'true', true],
    ['count on any other topic, whatever it says', SHOP, 'true', false],
    ["count on another project's topic of that name", { ...OWN, project: 'bank' }, 'true', false],
    ['count where the delivery names no topic', undefined, 'true', false],
    ['count where a topic of our own says no', OWN, 'false', false],
    ['count where a topic of our own says nothing', OWN, undefined, false],
  ] as const)
    it(title, () => {
      const attributes = value === undefined ? {} : { [IGNORE_LIMIT_ATTRIBUTE]: value };
      const from = topic === undefined ? { attributes } : { attributes, topic };
      const data = JSON.stringify(insert(`${WEB}:v1`));
      const read = decodePush({ ...delivery, ...from, data }, { ...own, repositories: [glob('**')] });
      assert.equal('push' in read && read.push.ignoreLimit === true, expected);
    });
});
