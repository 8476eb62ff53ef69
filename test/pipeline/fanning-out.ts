/** Events that are shared out, and the messages that come of them. */
import assert from 'node:assert/strict';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { OutgoingMessage, Publish, Published } from '../../lib/core/event/message.ts';
import type { Cluster, ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { toRequest } from '../support/deliveries.ts';
import { CLUSTER, digest, REPOSITORY } from '../support/builders.ts';
import { GCR, NOW, SHARES } from './fan-out-builders.ts';

export const { signal } = new AbortController();
export const REPLAY = { project: 'updater', topic: 'replay' };

export function event(tag = 'v1', digit = 1): string {
  return JSON.stringify({
    action: 'INSERT',
    digest: `${REPOSITORY}@${digest(digit)}`,
    tag: `${REPOSITORY}:${tag}`,
  });
}

export function request(payload = event(), id = 'm1', time = 1000): DeliveryRequest {
  const publishTime = new Date(time).toISOString();
  return toRequest('push', { payload, id, publishTime, attributes: {}, topic: GCR, receivedAt: NOW });
}

/** The request in which a published message is delivered. */
export function delivered({ data, attributes }: OutgoingMessage, index = 0, topic = SHARES): DeliveryRequest {
  const shape = index % 2 === 0 ? 'push' : 'push-unwrapped';
  const publishTime = '2026-01-01T00:00:00Z';
  return toRequest(shape, {
    payload: data,
    attributes,
    id: `share-${index}`,
    publishTime,
    topic,
    receivedAt: NOW,
  });
}

/** A publisher that keeps what it takes, and what it was told. */
export function keeping(answer: (index: number) => Published = (index) => ({ id: String(index) })) {
  const messages: OutgoingMessage[] = [];
  const topics: unknown[] = [];
  const publish: Publish = (topic, batch) => {
    topics.push(topic);
    messages.push(...batch);
    return Promise.resolve(batch.map((_, index) => answer(index)));
  };
  return { messages, topics, fanOut: { topic: SHARES, publish } };
}

export function lost(name: string): ClusterSource {
  return { name, find: () => Promise.reject(new UpdaterError('ForbiddenByIam', 'x')) };
}

/** An entry of clusters that need not be reached. */
export function entry(
  name: string,
  clusters: readonly string[],
  missing: readonly string[] = [],
): ClusterSource {
  const found = {
    clusters: clusters.map((each): Cluster => ({ ...CLUSTER, name: each, transport: UNUSED })),
    missing: missing.map((each) => ({ name: each, fault: new UpdaterError('NotServing', 'x') })),
  };
  return { name, find: () => Promise.resolve(found) };
}

const UNUSED: Cluster['transport'] = {
  json: () => assert.fail('no cluster is asked'),
  stream: () => assert.fail('no cluster is asked'),
  close: () => undefined,
};
