import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  CLUSTER_ATTRIBUTE,
  DEAD_LETTER_TIME_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  incomingMessage,
  incomingRequest,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  readDelivery as read,
  readPulled as readMessage,
  REST_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
  type Delivery,
  type DeliveryRequest,
  type PulledMessage,
  type Trust,
} from '../../../lib/core/event/delivery.ts';
import { Fault } from '../../../lib/core/errors/fault.ts';
import type { FaultReason } from '../../../lib/core/errors/reason.ts';
import {
  base64,
  bytes,
  posted,
  requestOf,
  SHAPES,
  SUBSCRIPTION,
  type Sent,
} from '../../support/deliveries.ts';

const EVENT = '{"action":"DELETE","tag":"europe-docker.pkg.dev/shop/images/web:v1"}';
const PUBLISHED_AT = Date.parse('2026-03-01T10:00:00.123Z');

const sent: Sent = {
  payload: EVENT,
  id: '7309198396944430',
  publishTime: '2026-03-01T10:00:00.123456789Z',
  attributes: { [PUSH_ID_ATTRIBUTE]: '42' },
  topic: { project: 'example.com:shop', topic: 'gcr' },
  receivedAt: PUBLISHED_AT + 5000,
};

const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
const message = { data: base64(EVENT), messageId: '1', publishTime: '2026-03-01T10:00:00.123Z' };

/** What the attributes mean where they are believed; where they are is a matter of its own, below. */
const BELIEVED: Trust = { ownTopics: [], trusted: 'all' };
const readDelivery = (request: DeliveryRequest): Delivery => read(request, BELIEVED);
const readPulled = (pulled: PulledMessage, receivedAt: number): Delivery =>
  readMessage(pulled, receivedAt, BELIEVED);

function refused(request: DeliveryRequest, reason: FaultReason): void {
  assert.throws(() => readDelivery(request), { name: 'Fault', reason, transient: false });
}

/** A structured CloudEvent with this source, posted to this path. */
function event(source: unknown, path: string): DeliveryRequest {
  return posted({ source, data: { message } }, { path, headers: STRUCTURED });
}

describe('delivery', () => {
  describe('tells what all shapes tell', () => {
    for (const shape of SHAPES) {
      it(`${shape}: shape, payload and topic`, () => {
        const delivery = readDelivery(requestOf(shape, sent));
        assert.equal(delivery.shape, shape);
        assert.equal(delivery.data, EVENT);
        assert.deepEqual(delivery.topic, sent.topic);
      });
    }

    for (const shape of SHAPES.filter((name) => name !== 'bare')) {
      it(`${shape}: attributes, id, time and subscription`, () => {
        const delivery = readDelivery(requestOf(shape, { ...sent, attributes: {} }));
        assert.deepEqual(delivery.attributes, {});
        assert.equal(delivery.id, sent.id);
        assert.equal(delivery.publishedAt, PUBLISHED_AT);
        assert.equal(delivery.subscription, SUBSCRIPTION);
        assert.deepEqual(readDelivery(requestOf(shape, sent)).attributes, sent.attributes);
      });

      it(`${shape}: a replay keeps the first id and time`, () => {
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: '1500000000000', [PUSH_ID_ATTRIBUTE]: 'first' };
        const delivery = readDelivery(requestOf(shape, { ...sent, attributes }));
        assert.deepEqual([delivery.id, delivery.publishedAt], ['first', 1500000000000]);
      });

      it(`${shape}: the message's own id, beside that of what it replays`, () => {
        const { id, messageId } = readDelivery(requestOf(shape, sent));
        assert.deepEqual([id, messageId], ['42', sent.id]);
      });

      it(`${shape}: every attribute of ours`, () => {
        const attributes = {
          [PUBLISHED_AT_ATTRIBUTE]: '1500000000000',
          [PUSH_ID_ATTRIBUTE]: 'first',
          [TOPIC_ATTRIBUTE]: 'projects/shop/topics/gcr',
          [CLUSTER_ATTRIBUTE]: 'shop/europe-west1/prod',
          [ENTRY_ATTRIBUTE]: 'projects/shop/locations/-/clusters/-%20(env=prod)',
          [REST_ATTRIBUTE]: 'true',
          [DEAD_LETTER_TIME_ATTRIBUTE]: '2026-02-28T23:00:00Z',
        };
        assert.deepEqual(readDelivery(requestOf(shape, { ...sent, attributes })).attributes, attributes);
      });

      it(`${shape}: a time of 2099 counts as when it was published`, () => {
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: '2099-01-01T00:00:00Z' };
        assert.equal(readDelivery(requestOf(shape, { ...sent, attributes })).publishedAt, PUBLISHED_AT);
      });

      it(`${shape}: published more than 10 minutes from now is refused, whatever it replays`, () => {
        const receivedAt = PUBLISHED_AT - 600_000;
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: '1500000000000' };
        assert.equal(readDelivery(requestOf(shape, { ...sent, receivedAt })).publishedAt, PUBLISHED_AT);
        for (const changes of [{}, { attributes }])
          refused(requestOf(shape, { ...sent, ...changes, receivedAt: receivedAt - 1 }), 'WrongShape');
      });

      it(`${shape}: a time of \`soon\` is none`, () => {
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: 'soon' };
        refused(requestOf(shape, { ...sent, attributes }), 'WrongShape');
      });

      it(`${shape}: a dead letter keeps the first time`, () => {
        const attributes = { [DEAD_LETTER_TIME_ATTRIBUTE]: '2026-02-28T23:00:00.000+00:00' };
        const delivery = readDelivery(requestOf(shape, { ...sent, attributes }));
        assert.deepEqual([delivery.id, delivery.publishedAt], [sent.id, Date.parse('2026-02-28T23:00:00Z')]);
      });
    }

    for (const shape of ['cloudevent-binary', 'cloudevent-structured', 'push'] as const) {
      it(`${shape}: the attempt`, () => {
        assert.equal(readDelivery(requestOf(shape, sent)).attempt, 3);
      });
    }
  });

  it('bare: was published when it was received, and its id is made of that', () => {
    assert.deepEqual(readDelivery({ path: '/', headers: {}, body: Buffer.from(EVENT), receivedAt: 1234 }), {
      shape: 'bare',
      data: EVENT,
      attributes: {},
      id: 'received-1234',
      publishedAt: 1234,
    });
  });

  for (const [agent, came] of [
    ['CloudPubSub-Google', 'NoMetadata'],
    ['APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)', 'NoMetadata'],
    ['cloudpubsub-google\u{1b}[2J', 'NoMetadata'],
    ['curl/8.5.0', 'bare'],
    ['Google-Cloud-Tasks', 'bare'],
  ] as const)
    it(`bare: what ${JSON.stringify(agent)} sends is ${came}`, () => {
      const request = posted({}, { headers: { 'user-agent': agent } });
      if (came === 'bare') return assert.equal(readDelivery(request).shape, 'bare');
      return assert.throws(
        () => readDelivery(request),
        (thrown) => {
          assert.ok(thrown instanceof Fault);
          assert.deepEqual([thrown.reason, thrown.transient], ['NoMetadata', true]);
          assert.doesNotMatch(thrown.message, /\p{Cc}/u);
          return true;
        },
      );
    });

  for (const shape of SHAPES.filter((name) => name !== 'bare'))
    it(`${shape}: Pub/Sub may send it`, () => {
      const { headers, ...request } = requestOf(shape, sent);
      const named = { ...request, headers: { ...headers, 'user-agent': 'CloudPubSub-Google' } };
      assert.equal(readDelivery(named).shape, shape);
    });

  it('bare: text that is no JSON is left to the decoder', () => {
    assert.equal(readDelivery(posted(0, { body: Buffer.from('hello') })).data, 'hello');
  });

  it('bare: JSON that is no object, or has no message, is a payload', () => {
    for (const body of [[], [{ message }], 1, 'message', {}, { Message: message }]) {
      assert.equal(readDelivery(posted(body)).shape, 'bare');
    }
  });

  it('push-unwrapped: a body that looks like a wrapped push is still the payload', () => {
    const request = posted({ message }, { headers: { 'x-goog-pubsub-message-id': ['5', '6'] } });
    assert.deepEqual(
      [readDelivery(request).shape, readDelivery(request).id, readDelivery(request).data],
      ['push-unwrapped', '5', JSON.stringify({ message })],
    );
  });

  it('push-unwrapped: is no CloudEvent, whatever its publisher writes into attributes, which are headers', () => {
    const path = '/projects/mallory/topics/gcr';
    const source = '//pubsub.googleapis.com/projects/shop/topics/gcr';
    const own = {
      'x-goog-pubsub-message-id': '5',
      'x-goog-pubsub-publish-time': '2026-03-01T10:00:00.123Z',
    };
    const forged = { ...message, publishTime: '2099-01-01T00:00:00Z' };
    for (const [headers, body] of [
      [{ 'ce-source': source, 'ce-id': '1' }, { message: forged }],
      [STRUCTURED, { id: '1', source, data: { message: forged } }],
    ] as const) {
      const delivery = readDelivery(posted(body, { path, headers: { ...own, ...headers } }));
      assert.deepEqual(
        [delivery.shape, delivery.topic, delivery.id, delivery.publishedAt, delivery.data],
        [
          'push-unwrapped',
          { project: 'mallory', topic: 'gcr' },
          '5',
          Date.parse('2026-03-01T10:00:00.123Z'),
          JSON.stringify(body),
        ],
      );
    }
  });

  it('push-unwrapped: headers that are no attributes of ours are kept out, tokens above all', () => {
    const headers = { 'x-goog-pubsub-message-id': '5', authorization: 'Bearer secret', host: 'example.com' };
    assert.deepEqual(readDelivery(posted({}, { headers })).attributes, {});
  });

  it('cloudevent-binary: any one of its headers is enough to tell', () => {
    for (const name of ['ce-specversion', 'ce-type', 'ce-source', 'ce-id']) {
      assert.equal(
        readDelivery(posted({ message }, { headers: { [name]: 'x' } })).shape,
        'cloudevent-binary',
      );
    }
  });

  it('cloudevent-binary: where the message has no id, the id is that of the event', () => {
    const headers = { 'ce-id': 'event-1' };
    assert.equal(
      readDelivery(posted({ message: { ...message, messageId: null } }, { headers })).id,
      'event-1',
    );
  });

  it('cloudevent-structured: an id of null is none', () => {
    const request = posted(
      { id: null, data: { message: { ...message, messageId: null } } },
      { headers: STRUCTURED },
    );
    const { id, messageId } = readDelivery(request);
    assert.deepEqual([id, messageId], ['received-2000000000000', undefined]);
  });

  it('cloudevent-structured: takes the data in base64 too', () => {
    const headers = { 'content-type': 'Application/CloudEvents+JSON' };
    const encoded = { id: 'event-1', data_base64: base64(bytes({ message })) };
    const delivery = readDelivery(posted(encoded, { headers }));
    assert.deepEqual([delivery.shape, delivery.data, delivery.id], ['cloudevent-structured', EVENT, '1']);
  });

  describe('topic', () => {
    it('is that of the source where the path names none, or the same', () => {
      for (const path of ['/', '/projects/a/topics/b']) {
        const request = event('//pubsub.googleapis.com/projects/a/topics/b', path);
        assert.deepEqual(readDelivery(request).topic, { project: 'a', topic: 'b' });
      }
    });

    it('is refused where the source and the path name different ones', () => {
      for (const path of ['/projects/c/topics/b', '/projects/a/topics/c'])
        refused(event('//pubsub.googleapis.com/projects/a/topics/b', path), 'WrongShape');
    });

    for (const source of ['//pubsub.googleapis.com/', undefined, 5]) {
      it(`is that of the path where the source is ${String(source)}`, () => {
        const { topic } = readDelivery(event(source, '/projects/c/topics/d'));
        assert.deepEqual(topic, { project: 'c', topic: 'd' });
      });
    }

    it('is missing where neither names one', () => {
      assert.ok(!('topic' in readDelivery(event('//storage.googleapis.com/buckets/b', '/'))));
    });

    it('that cannot be read is refused, or its project would not be checked', () => {
      refused(event('//pubsub.googleapis.com/projects/%/topics/b', '/projects/c/topics/d'), 'WrongShape');
    });
  });

  describe('takes', () => {
    const rows: readonly (readonly [title: string, message: object, expected: object])[] = [
      [
        'a message of attributes alone',
        { data: undefined, attributes: { k: 'v' } },
        { data: '', attributes: { k: 'v' } },
      ],
      ['empty data, as the emulator sends', { data: '', attributes: { k: 'v' } }, { data: '' }],
      [
        'null for what is missing',
        { data: null, attributes: null, publishTime: null },
        { data: '', attributes: {} },
      ],
      [
        'base64url without padding',
        { data: Buffer.from('{"a":"ÿÿ"}').toString('base64url') },
        { data: '{"a":"ÿÿ"}' },
      ],
      ['an id that is a number', { messageId: 7309198396944430 }, { id: '7309198396944430' }],
      ['an id in snake_case', { messageId: undefined, message_id: '9' }, { id: '9' }],
      ['no id', { messageId: undefined }, { id: 'received-2000000000000' }],
      [
        'a time in snake_case',
        { publishTime: undefined, publish_time: '1970-01-01T00:00:01Z' },
        { publishedAt: 1000 },
      ],
      ['no time: when it was received', { publishTime: undefined }, { publishedAt: 2_000_000_000_000 }],
      [
        'a time 10 minutes later than our clock: as it came, for our clock may be behind',
        { publishTime: new Date(2_000_000_600_000).toISOString() },
        { publishedAt: 2_000_000_600_000 },
      ],
      [
        'unknown keys, `__proto__` too',
        JSON.parse('{"__proto__": {"data": "e30="}, "x": {}}'),
        { data: EVENT },
      ],
      [
        'a replayed time in RFC 3339',
        { attributes: { [PUBLISHED_AT_ATTRIBUTE]: '1970-01-01T00:00:02Z' } },
        { publishedAt: 2000 },
      ],
      [
        'a replayed time later than its own: its own',
        { attributes: { [PUBLISHED_AT_ATTRIBUTE]: '1900000000000' } },
        { publishedAt: PUBLISHED_AT },
      ],
      [
        'the earlier one of replay and dead letter',
        {
          attributes: {
            [PUBLISHED_AT_ATTRIBUTE]: '5000',
            [DEAD_LETTER_TIME_ATTRIBUTE]: '1970-01-01T00:00:04Z',
          },
        },
        { publishedAt: 4000 },
      ],
    ];
    for (const [title, changes, expected] of rows) {
      it(title, () => {
        const delivery = readDelivery(posted({ message: { ...message, ...changes } }));
        assert.partialDeepStrictEqual(delivery, expected);
      });
    }

    for (const [title, body, expected] of [
      ['an attempt in snake_case', { message, delivery_attempt: 2 }, { attempt: 2 }],
      ['attempt 0: nobody counts', { message, deliveryAttempt: 0 }, {}],
      [
        'an odd attempt and subscription, which only logs print',
        { message, deliveryAttempt: 'x', subscription: 5 },
        {},
      ],
    ] as const) {
      it(title, () => {
        const { attempt, subscription } = readDelivery(posted(body));
        assert.deepEqual(
          { attempt, subscription },
          { attempt: undefined, subscription: undefined, ...expected },
        );
      });
    }
  });

  describe('refuses', () => {
    const binary = { headers: { 'ce-id': '1' } };
    const structured = { headers: STRUCTURED };
    const withMessage = (changes: object): DeliveryRequest => posted({ message: { ...message, ...changes } });
    const rows: readonly (readonly [title: string, request: DeliveryRequest, reason: FaultReason])[] = [
      ['an empty body', posted(0, { body: new Uint8Array() }), 'EmptyBody'],
      ['an empty body of a CloudEvent', posted(0, { ...binary, body: new Uint8Array() }), 'EmptyBody'],
      ['10 MB of text', posted('x'.repeat(10_000_000)), 'TooLarge'],
      ['10 MB in a wrapped push', withMessage({ data: 'x'.repeat(10_000_000) }), 'TooLarge'],
      ['a payload of more than 64 KB', withMessage({ data: base64('x'.repeat(65_537)) }), 'TooLarge'],
      ['much more, even where it is no base64', withMessage({ data: '!'.repeat(100_000) }), 'TooLarge'],
      ['more than 64 KB, bare', posted(0, { body: Buffer.alloc(65_537, 0x20) }), 'TooLarge'],
      ['100,000 nested arrays', posted(0, { body: Buffer.from('['.repeat(100_000)) }), 'TooLarge'],
      ['bytes that are no text', posted(0, { body: Uint8Array.of(0xff, 0xfe, 0) }), 'NotJson'],
      ['data that is no text', withMessage({ data: '/////w==' }), 'NotJson'],
      ['a binary CloudEvent that is no JSON', posted(0, { ...binary, body: Buffer.from('{') }), 'NotJson'],
      [
        'a structured CloudEvent that is no JSON',
        posted(0, { ...structured, body: Buffer.from('{') }),
        'NotJson',
      ],
      [
        'a structured CloudEvent whose data is no JSON',
        posted({ data_base64: 'AAAA' }, structured),
        'NotJson',
      ],
      [
        'a structured CloudEvent whose data is no base64',
        posted({ data_base64: '!' }, structured),
        'NotBase64',
      ],
      ['data that is no base64', withMessage({ data: EVENT }), 'NotBase64'],
      [
        'a batch of CloudEvents',
        posted([{}], { headers: { 'content-type': 'application/cloudevents-batch+json' } }),
        'WrongShape',
      ],
      ['a structured CloudEvent without data', posted({ id: '1' }, structured), 'WrongShape'],
      [
        'a structured CloudEvent of another kind',
        posted({ data: { bucket: 'b' } }, structured),
        'WrongShape',
      ],
      ['a binary CloudEvent of another kind', posted({ bucket: 'b' }, binary), 'WrongShape'],
      ['a binary CloudEvent that is an array', posted([], binary), 'WrongShape'],
      ['a binary CloudEvent that is null', posted(null, binary), 'WrongShape'],
      ['a message that is null', posted({ message: null }), 'WrongShape'],
      ['a message that is a text', posted({ message: EVENT }), 'WrongShape'],
      ['a message that is an array', posted({ message: [message] }), 'WrongShape'],
      ['data that is an object', withMessage({ data: { action: 'INSERT' } }), 'WrongShape'],
      ['data that is a number', withMessage({ data: 5 }), 'WrongShape'],
      ['attributes that are an array', withMessage({ attributes: [] }), 'WrongShape'],
      ['attributes that are a text', withMessage({ attributes: 'k=v' }), 'WrongShape'],
      ['an attribute that is no text', withMessage({ attributes: { k: 5 } }), 'WrongShape'],
      ['an empty id', withMessage({ messageId: '' }), 'WrongShape'],
      ['an id of 129 characters', withMessage({ messageId: 'x'.repeat(129) }), 'WrongShape'],
      ['an id with a terminal escape', withMessage({ messageId: '\u{1b}[2J' }), 'WrongShape'],
      ['an id with a newline at its end', withMessage({ messageId: '5\n' }), 'WrongShape'],
      ['an id that is an object', withMessage({ messageId: {} }), 'WrongShape'],
      ['an id that JSON has rounded', withMessage({ messageId: 2 ** 53 }), 'WrongShape'],
      [
        'an id replayed with a space',
        withMessage({ attributes: { [PUSH_ID_ATTRIBUTE]: 'a b' } }),
        'WrongShape',
      ],
      ['a time that is none', withMessage({ publishTime: 'yesterday' }), 'WrongShape'],
      ['a time of 2099', withMessage({ publishTime: '2099-01-01T00:00:00Z' }), 'WrongShape'],
      ['a time that is a number', withMessage({ publishTime: 1612497974109 }), 'WrongShape'],
      [
        'a replayed time that is none',
        withMessage({ attributes: { [PUBLISHED_AT_ATTRIBUTE]: '-5' } }),
        'WrongShape',
      ],
      [
        'a replayed time that is empty',
        withMessage({ attributes: { [PUBLISHED_AT_ATTRIBUTE]: '' } }),
        'WrongShape',
      ],
      [
        'a dead letter of no time',
        withMessage({ attributes: { [DEAD_LETTER_TIME_ATTRIBUTE]: '5000' } }),
        'WrongShape',
      ],
      [
        'an unwrapped push of no time',
        posted({}, { headers: { 'x-goog-pubsub-message-id': '1', 'x-goog-pubsub-publish-time': '?' } }),
        'WrongShape',
      ],
    ];
    for (const [title, request, reason] of rows) {
      it(`${title}: ${reason}`, () => {
        refused(request, reason);
      });
    }
  });

  it('takes exactly 64 KB', () => {
    const payload = 'x'.repeat(65_536);
    for (const shape of SHAPES)
      assert.equal(readDelivery(requestOf(shape, { ...sent, payload })).data, payload);
  });

  it('is published at the earliest of the times that it names, whatever our own clock says', () => {
    const times = fc
      .record({
        publishTime: fc.date({ min: new Date(0), noInvalidDate: true }).map((date) => date.toISOString()),
        replayed: fc.nat({ max: 4_000_000_000_000 }).map(String),
        ahead: fc.integer({ min: -4_000_000_000_000, max: 600_000 }),
      })
      .filter(({ publishTime }) => publishTime.length === 24);
    fc.assert(
      fc.property(times, ({ publishTime, replayed, ahead }) => {
        const receivedAt = Date.parse(publishTime) - ahead;
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: replayed };
        const { publishedAt } = readDelivery(
          posted({ message: { publishTime, attributes } }, { receivedAt }),
        );
        assert.equal(publishedAt, Math.min(Date.parse(publishTime), Number(replayed)));
      }),
    );
  });
});

describe('a message that was pulled', () => {
  const pulled: PulledMessage = {
    data: Buffer.from(EVENT),
    attributes: { [PUSH_ID_ATTRIBUTE]: 'first', more: 'of this' },
    id: '7309198396944430',
    publishTime: '2026-03-01T10:00:00.123456Z',
    attempt: 3,
    subscription: SUBSCRIPTION,
    topic: sent.topic,
  };

  it('tells all that a push tells', () =>
    assert.deepEqual(readPulled(pulled, sent.receivedAt), {
      shape: 'pull',
      data: EVENT,
      attributes: pulled.attributes,
      id: 'first',
      messageId: pulled.id,
      publishedAt: PUBLISHED_AT,
      topic: sent.topic,
      subscription: SUBSCRIPTION,
      attempt: 3,
    }));

  it('is the delivery that a push of the same message is, but for its shape', () => {
    const { attributes } = sent;
    const { shape: _, ...push } = readDelivery(requestOf('push', sent));
    const { shape: __, ...pull } = readPulled({ ...pulled, attributes }, sent.receivedAt);
    assert.deepEqual(pull, push);
  });

  it('has no attempt where nobody counts', () =>
    assert.ok(!('attempt' in readPulled({ ...pulled, attempt: 0 }, sent.receivedAt))));

  it('may have no data', () =>
    assert.equal(readPulled({ ...pulled, data: new Uint8Array() }, sent.receivedAt).data, ''));

  const refusals: readonly (readonly [
    title: string,
    changes: Partial<PulledMessage>,
    reason: FaultReason,
  ])[] = [
    ['more than 64 KB', { data: Buffer.alloc(65_537, 0x20) }, 'TooLarge'],
    ['bytes that are no text', { data: Uint8Array.of(0xff, 0xfe) }, 'NotJson'],
    ['a time that is none', { publishTime: 'soon' }, 'WrongShape'],
    ['a time of 2099', { publishTime: '2099-01-01T00:00:00Z' }, 'WrongShape'],
    ['a replayed time that is none', { attributes: { [PUBLISHED_AT_ATTRIBUTE]: 'soon' } }, 'WrongShape'],
    ['an id with a terminal escape', { id: '\u{1b}[2J' }, 'WrongShape'],
  ];
  for (const [title, changes, reason] of refusals)
    it(`of ${title}: ${reason}`, () =>
      assert.throws(() => readPulled({ ...pulled, ...changes }, sent.receivedAt), {
        name: 'Fault',
        reason,
        transient: false,
      }));
});

describe('attributes that move time and id', () => {
  const attributes = {
    [PUBLISHED_AT_ATTRIBUTE]: '1500000000000',
    [PUSH_ID_ATTRIBUTE]: 'first',
    [DEAD_LETTER_TIME_ATTRIBUTE]: '2010-01-01T00:00:00Z',
  };
  const odd = {
    [PUBLISHED_AT_ATTRIBUTE]: 'soon',
    [PUSH_ID_ATTRIBUTE]: 'a b',
    [DEAD_LETTER_TIME_ATTRIBUTE]: '',
  };
  const DIED = Date.parse('2010-01-01T00:00:00Z');
  const others = {
    ownTopics: [
      { project: 'shop', topic: 'gcr' },
      { ...sent.topic, topic: 'replay' },
    ],
  };
  const own = { ownTopics: [...others.ownTopics, sent.topic] };
  const pulled: PulledMessage = {
    data: Buffer.from(EVENT),
    attributes,
    id: sent.id,
    publishTime: sent.publishTime,
    attempt: 1,
    subscription: SUBSCRIPTION,
    topic: sent.topic,
  };
  const shapes = SHAPES.filter((name) => name !== 'bare').map(
    (shape) =>
      [
        shape,
        (given: Sent['attributes'], trust: Trust) =>
          read(requestOf(shape, { ...sent, attributes: given }), trust),
      ] as const,
  );
  const readers = [
    ...shapes,
    [
      'pull',
      (given: Sent['attributes'], trust: Trust) =>
        readMessage({ ...pulled, attributes: given }, sent.receivedAt, trust),
    ] as const,
  ];
  for (const [shape, reader] of readers) {
    it(`${shape}: count on a topic of our own`, () => {
      const { id, publishedAt } = reader(attributes, own);
      assert.deepEqual([id, publishedAt], ['first', DIED]);
    });
    it(`${shape}: mean nothing on any other topic, whatever they hold`, () => {
      for (const given of [attributes, odd]) {
        const { id, publishedAt, attributes: kept } = reader(given, others);
        assert.deepEqual([id, publishedAt, kept], [sent.id, PUBLISHED_AT, given]);
      }
    });
    it(`${shape}: the time of a dead letter alone counts for whoever drains them`, () => {
      const { id, publishedAt } = reader(attributes, { ...others, trusted: 'dead letter time' });
      assert.deepEqual([id, publishedAt], [sent.id, DIED]);
    });
  }

  it('mean nothing where no topic is named', () => {
    const request = posted({ message: { ...message, attributes } });
    const { id, publishedAt } = read(request, own);
    assert.deepEqual([id, publishedAt], ['1', PUBLISHED_AT]);
  });
});

describe('what cannot be read tells its message id', () => {
  const request = (changes: Partial<Sent>): DeliveryRequest => requestOf('push', { ...sent, ...changes });
  const rows: readonly (readonly [title: string, request: DeliveryRequest, id: string | undefined])[] = [
    ['in a push of 7 MB', request({ payload: 'x'.repeat(7_000_000) }), sent.id],
    ['in a push that is no text', request({ payload: Uint8Array.of(0xff) }), sent.id],
    ['in a push of the time `soon`', request({ publishTime: 'soon' }), sent.id],
    [
      'in a push whose attributes look like one',
      request({ payload: Uint8Array.of(0xff), attributes: { messageId: 'other' } }),
      sent.id,
    ],
    ['at the beginning of 7 MB', posted({ message: { messageId: '8', data: 'x'.repeat(7_000_000) } }), '8'],
    ['in snake_case alone', posted({ message: { message_id: '8', data: '!' } }), '8'],
    [
      'in a header of an unwrapped push',
      requestOf('push-unwrapped', { ...sent, payload: Buffer.alloc(7_000_000) }),
      sent.id,
    ],
    ['in a header of a CloudEvent', posted(0, { headers: { 'ce-id': '8' }, body: Buffer.from('{') }), '8'],
    ['but not where there is none', posted({ message: 1 }), undefined],
    ['but not one with a terminal escape', posted({ message: { messageId: '\u{1b}[2J' } }), undefined],
    ['but not one with a space', posted({ message: { messageId: 'a b' } }), undefined],
    ['but not without a body', posted(0, { body: new Uint8Array() }), undefined],
  ];
  for (const [title, given, id] of rows)
    it(title, () => {
      const incoming = incomingRequest(given);
      assert.throws(() => incoming.read(BELIEVED), { name: 'Fault' });
      assert.equal(incoming.messageId(), id);
    });

  const pulled: PulledMessage = {
    data: Uint8Array.of(0xff),
    attributes: {},
    id: '7',
    publishTime: sent.publishTime,
    attempt: 1,
    subscription: SUBSCRIPTION,
    topic: sent.topic,
  };
  for (const [id, told] of [
    ['7', '7'],
    ['\u{1b}[2J', undefined],
  ] as const)
    it(`where it was pulled, of ${JSON.stringify(id)}`, () => {
      const incoming = incomingMessage({ ...pulled, id }, sent.receivedAt);
      assert.throws(() => incoming.read(BELIEVED), { name: 'Fault' });
      assert.equal(incoming.messageId(), told);
    });
});
