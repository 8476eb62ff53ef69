import assert from 'node:assert/strict';
import { readRequest } from '../../../lib/core/event/read-delivery.ts';
import { pushBody, pushPath } from '../../../lib/cli/demo/events.ts';

const TIME = Date.parse('2026-06-01T12:00:00.123Z');

function delivered(payload: Parameters<typeof pushBody>[1]['payload']) {
  const body = Buffer.from(pushBody('acme-shop', { payload, id: '7', publishedAt: TIME }));
  const headers = { 'content-type': 'application/json' };
  return readRequest(
    { path: pushPath('acme-shop'), headers, body, receivedAt: TIME + 1000 },
    { ownTopics: [] },
  );
}

describe("a message of the demo's push subscription", () => {
  it('is read as Pub/Sub sends it', () => {
    const payload = { action: 'INSERT', tag: 'gcr.io/acme-shop/web:1' } as const;
    assert.deepEqual(delivered(payload), {
      shape: 'push',
      data: JSON.stringify(payload),
      attributes: {},
      id: '7',
      messageId: '7',
      publishedAt: TIME,
      topic: { project: 'acme-shop', topic: 'gcr' },
      subscription: 'projects/acme-shop/subscriptions/image-pushed',
      attempt: 1,
    });
  });

  it('may be a text that is no event', () => assert.equal(delivered('wéb \u001b').data, 'wéb \u001b'));
});
