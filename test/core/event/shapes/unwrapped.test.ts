import assert from 'node:assert/strict';
import { message, readBelieved, STRUCTURED } from '../../../support/believed-deliveries.ts';
import { posted } from '../../../support/deliveries.ts';

describe('delivery', () => {
  it('push-unwrapped: a body that looks like a wrapped push is still the payload', () => {
    const request = posted({ message }, { headers: { 'x-goog-pubsub-message-id': ['5', '6'] } });
    assert.deepEqual(
      [readBelieved(request).shape, readBelieved(request).id, readBelieved(request).data],
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
      const delivery = readBelieved(posted(body, { path, headers: { ...own, ...headers } }));
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

  it('push-unwrapped: headers that are not attributes of the updater are dropped, tokens above all', () => {
    const headers = { 'x-goog-pubsub-message-id': '5', authorization: 'Bearer secret', host: 'example.com' };
    assert.deepEqual(readBelieved(posted({}, { headers })).attributes, {});
  });
});
