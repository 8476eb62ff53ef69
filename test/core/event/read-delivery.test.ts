import assert from 'node:assert/strict';
import {
  CLUSTER_ATTRIBUTE,
  DEAD_LETTER_TIME_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  REMAINDER_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../../lib/core/event/attributes.ts';
import { findMessageId, readDelivery } from '../../../lib/core/event/read-delivery.ts';
import { type PulledMessage } from '../../../lib/core/event/shapes/pulled.ts';
import type { DeliveryRequest } from '../../../lib/core/event/shapes/request.ts';
import {
  BELIEVED,
  EVENT,
  message,
  PUBLISHED_AT,
  readBelieved,
  refused,
  sent,
  STRUCTURED,
} from '../../support/believed-deliveries.ts';
import { posted, toRequest, SHAPES, SUBSCRIPTION, type Sent } from '../../support/deliveries.ts';

/** A structured CloudEvent with this source, posted to this path. */
function event(source: unknown, path: string): DeliveryRequest {
  return posted({ source, data: { message } }, { path, headers: STRUCTURED });
}

describe('delivery', () => {
  describe('tells what all shapes tell', () => {
    for (const shape of SHAPES) {
      it(`${shape}: shape, payload and topic`, () => {
        const delivery = readBelieved(toRequest(shape, sent));
        assert.equal(delivery.shape, shape);
        assert.equal(delivery.data, EVENT);
        assert.deepEqual(delivery.topic, sent.topic);
      });
    }

    for (const shape of SHAPES.filter((name) => name !== 'bare')) {
      it(`${shape}: attributes, id, time and subscription`, () => {
        const delivery = readBelieved(toRequest(shape, { ...sent, attributes: {} }));
        assert.deepEqual(delivery.attributes, {});
        assert.equal(delivery.id, sent.id);
        assert.equal(delivery.publishedAt, PUBLISHED_AT);
        assert.equal(delivery.subscription, SUBSCRIPTION);
        assert.deepEqual(readBelieved(toRequest(shape, sent)).attributes, sent.attributes);
      });

      it(`${shape}: a replay keeps the first id and time`, () => {
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: '1500000000000', [PUSH_ID_ATTRIBUTE]: 'first' };
        const delivery = readBelieved(toRequest(shape, { ...sent, attributes }));
        assert.deepEqual([delivery.id, delivery.publishedAt], ['first', 1500000000000]);
      });

      it(`${shape}: the message's own id, beside that of what it replays`, () => {
        const { id, messageId } = readBelieved(toRequest(shape, sent));
        assert.deepEqual([id, messageId], ['42', sent.id]);
      });

      it(`${shape}: every attribute of the updater`, () => {
        const attributes = {
          [PUBLISHED_AT_ATTRIBUTE]: '1500000000000',
          [PUSH_ID_ATTRIBUTE]: 'first',
          [TOPIC_ATTRIBUTE]: 'projects/shop/topics/gcr',
          [CLUSTER_ATTRIBUTE]: 'shop/europe-west1/prod',
          [ENTRY_ATTRIBUTE]: 'projects/shop/locations/-/clusters/-%20(env=prod)',
          [REMAINDER_ATTRIBUTE]: 'true',
          [DEAD_LETTER_TIME_ATTRIBUTE]: '2026-02-28T23:00:00Z',
        };
        assert.deepEqual(readBelieved(toRequest(shape, { ...sent, attributes })).attributes, attributes);
      });

      it(`${shape}: a time of 2099 counts as when it was published`, () => {
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: '2099-01-01T00:00:00Z' };
        assert.equal(readBelieved(toRequest(shape, { ...sent, attributes })).publishedAt, PUBLISHED_AT);
      });

      it(`${shape}: published ahead of the local clock counts as published now, or when what it replays was`, () => {
        const receivedAt = PUBLISHED_AT - 7_200_000;
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: '1500000000000' };
        const times = [{}, { attributes }].map(
          (changes) => readBelieved(toRequest(shape, { ...sent, ...changes, receivedAt })).publishedAt,
        );
        assert.deepEqual(times, [receivedAt, 1_500_000_000_000]);
      });

      it(`${shape}: a time of \`soon\` is none`, () => {
        const attributes = { [PUBLISHED_AT_ATTRIBUTE]: 'soon' };
        refused(toRequest(shape, { ...sent, attributes }), 'WrongShape');
      });

      it(`${shape}: a dead letter keeps the first time`, () => {
        const attributes = { [DEAD_LETTER_TIME_ATTRIBUTE]: '2026-02-28T23:00:00.000+00:00' };
        const delivery = readBelieved(toRequest(shape, { ...sent, attributes }));
        assert.deepEqual([delivery.id, delivery.publishedAt], [sent.id, Date.parse('2026-02-28T23:00:00Z')]);
      });
    }

    for (const shape of ['cloudevent-binary', 'cloudevent-structured', 'push'] as const) {
      it(`${shape}: the attempt`, () => {
        assert.equal(readBelieved(toRequest(shape, sent)).attempt, 3);
      });
    }
  });

  for (const shape of SHAPES.filter((name) => name !== 'bare'))
    it(`${shape}: Pub/Sub may send it`, () => {
      const { headers, ...request } = toRequest(shape, sent);
      const named = { ...request, headers: { ...headers, 'user-agent': 'CloudPubSub-Google' } };
      assert.equal(readBelieved(named).shape, shape);
    });

  describe('topic', () => {
    it('is that of the source where the path names none, or the same', () => {
      for (const path of ['/', '/projects/a/topics/b']) {
        const request = event('//pubsub.googleapis.com/projects/a/topics/b', path);
        assert.deepEqual(readBelieved(request).topic, { project: 'a', topic: 'b' });
      }
    });

    it('is refused where the source and the path name different ones', () => {
      for (const path of ['/projects/c/topics/b', '/projects/a/topics/c'])
        refused(event('//pubsub.googleapis.com/projects/a/topics/b', path), 'WrongShape');
    });

    for (const source of ['//pubsub.googleapis.com/', undefined, 5]) {
      it(`is that of the path where the source is ${String(source)}`, () => {
        const { topic } = readBelieved(event(source, '/projects/c/topics/d'));
        assert.deepEqual(topic, { project: 'c', topic: 'd' });
      });
    }

    it('is missing where neither names one', () => {
      assert.ok(!('topic' in readBelieved(event('//storage.googleapis.com/buckets/b', '/'))));
    });

    it('that cannot be read is refused, or its project would not be checked', () => {
      refused(event('//pubsub.googleapis.com/projects/%/topics/b', '/projects/c/topics/d'), 'WrongShape');
    });
  });
});

describe('what cannot be read tells its message id', () => {
  const request = (changes: Partial<Sent>): DeliveryRequest => toRequest('push', { ...sent, ...changes });
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
      toRequest('push-unwrapped', { ...sent, payload: Buffer.alloc(7_000_000) }),
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
      const received = { from: 'request', request: given } as const;
      assert.throws(() => readDelivery(received, BELIEVED), { name: 'Fault' });
      assert.equal(findMessageId(received), id);
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
      const { receivedAt } = sent;
      const received = { from: 'subscription', message: { ...pulled, id }, receivedAt } as const;
      assert.throws(() => readDelivery(received, BELIEVED), { name: 'Fault' });
      assert.equal(findMessageId(received), told);
    });
});
