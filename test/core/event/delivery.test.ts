import assert from 'node:assert/strict';
import {
  DEAD_LETTER_TIME_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
} from '../../../lib/core/event/attributes.ts';
import type { DeliveryRequest } from '../../../lib/core/event/shapes/request.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import {
  EVENT,
  message,
  PUBLISHED_AT,
  readBelieved,
  refused,
  sent,
  STRUCTURED,
} from '../../support/believed-deliveries.ts';
import { posted, toRequest, SHAPES } from '../../support/deliveries.ts';
import { base64 } from '../../support/base64.ts';

describe('delivery', () => {
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
        'a time 10 minutes ahead of the local clock: that of the local clock, which may be slow',
        { publishTime: new Date(2_000_000_600_000).toISOString() },
        { publishedAt: 2_000_000_000_000 },
      ],
      [
        'a time of 2099: that of the local clock, so that no message blocks later pushes',
        { publishTime: '2099-01-01T00:00:00Z' },
        { publishedAt: 2_000_000_000_000 },
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
        const delivery = readBelieved(posted({ message: { ...message, ...changes } }));
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
        const { attempt, subscription } = readBelieved(posted(body));
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
    const rows: readonly (readonly [title: string, request: DeliveryRequest, reason: ErrorReason])[] = [
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
      assert.equal(readBelieved(toRequest(shape, { ...sent, payload })).data, payload);
  });
});
