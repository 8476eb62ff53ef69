/** An event that named no topic was believed of every repository, and taken for a share. */
import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { CLUSTER_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { responseStatus, type EventResult } from '../../lib/core/report/event-result.ts';
import { readClusterTask } from '../../lib/core/event/cluster-task-message.ts';
import { handleRequest } from '../support/handle-request.ts';
import { bytes, posted } from '../support/deliveries.ts';
import { base64 } from '../support/base64.ts';

const PAYLOAD = JSON.stringify({ action: 'INSERT', tag: 'europe-docker.pkg.dev/anyone/images/web:v1' });
const SHARE = { [CLUSTER_ATTRIBUTE]: 'a' };
const message = (attributes: object = {}) => ({
  message: { data: base64(PAYLOAD), attributes, messageId: '7', publishTime: '2026-03-01T10:00:00Z' },
});
const STRUCTURED = { headers: { 'content-type': 'application/cloudevents+json' } };

function updater() {
  const parsed = parseConfig(
    "clusters: [{ name: a, server: 'http://127.0.0.1:8001' }]\nfanOut: projects/ops/topics/clusters",
  );
  assert.ok('config' in parsed);
  return { settings: parsed.config.settings, sources: [] };
}

const { signal } = new AbortController();

function ended(handled: EventResult): readonly unknown[] {
  return ['fault' in handled ? handled.fault.reason : handled.status, responseStatus(handled)];
}

describe('an event that names no topic', () => {
  const requests: readonly (readonly [title: string, request: DeliveryRequest])[] = [
    ['a bare payload', posted({}, { body: Buffer.from(PAYLOAD) })],
    ['a push to a path without one', posted(message())],
    [
      'a push to a path that ends in a subscription',
      posted(message(), { path: '/projects/p/subscriptions/s' }),
    ],
    [
      'a CloudEvent whose source is no topic',
      posted({}, { body: bytes({ source: '//storage.googleapis.com/b', data: message() }), ...STRUCTURED }),
    ],
    [
      'an unwrapped push to a path without one',
      posted({}, { body: Buffer.from(PAYLOAD), headers: { 'x-goog-pubsub-message-id': '7' } }),
    ],
  ];
  for (const [title, request] of requests)
    it(`is refused, so that it is delivered again: ${title}`, async () =>
      assert.deepEqual(ended(await handleRequest(request, updater(), signal)), ['UnnamedTopic', 500]));

  it('is refused where shares are expected', async () =>
    assert.deepEqual(ended(await handleRequest(posted(message(SHARE)), updater(), signal)), [
      'UnnamedTopic',
      500,
    ]));

  it('is no share, whatever it says', () =>
    assert.equal(readClusterTask({ attributes: SHARE }, updater().settings), undefined));
});
