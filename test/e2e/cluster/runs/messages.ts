/** Registry events as Pub/Sub sends them, and what the product makes of them. */
import assert from 'node:assert/strict';
import type { DeliveryRequest } from '../../../../lib/core/event/shapes/request.ts';
import {
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../../../lib/core/event/attributes.ts';
import { wantsRedelivery, type ClusterReport } from '../../../../lib/core/report/report.ts';
import type { Reason } from '../../../../lib/core/errors/reason.ts';
import type { Settings } from '../../../../lib/core/settings.ts';
import { topicName, type Topic } from '../../../../lib/core/names/topic.ts';
import { handleRequest } from '../../../support/handle-request.ts';
import { toRequest } from '../../../support/deliveries.ts';
import { digest, push, settings } from '../../../support/builders.ts';
import { KINDS, type TestNamespace } from './test-namespace.ts';
import { alwaysThere } from '../../../support/always-there.ts';

/** Later than the creation of any workload: milliseconds since the epoch. */
const LATER = Date.UTC(2100, 0, 1);

/** Why a push is skipped that is older than one of these, which all come from the future. */
export const OLDER = 'AppliedInFuture';

const TOPIC: Topic = { project: 'shop', topic: 'gcr' };
const REPLAY: Topic = { project: 'shop', topic: 'replay' };

/** A message on the topic. */
export interface Message {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly topic: Topic;
}

/** The repository that belongs to a test: pushes to it concern no other. */
export function repositoryOf(name: string): string {
  return `europe-docker.pkg.dev/shop/images/${name}`;
}

/** The n-th push of a test, from 1 to 9: later than those before, with bits of its own. */
export function message(repository: string, n: number, tag = 'v1'): Message {
  return { repository, tag, digest: digest(n), id: `m${n}`, at: LATER + n, attributes: {}, topic: TOPIC };
}

/** The image that a push leads to. */
export function imageFor({ repository, tag, digest: bits }: Message): string {
  return `${repository}:${tag}@${bits}`;
}

/** A push published again on the topic for replays, with its time and its id. */
export function replayOf(sent: Message): Message {
  return {
    ...sent,
    topic: REPLAY,
    id: `replay-of-${sent.id}`,
    at: LATER + 1_000_000,
    attributes: {
      [PUBLISHED_AT_ATTRIBUTE]: String(sent.at),
      [PUSH_ID_ATTRIBUTE]: sent.id,
      [TOPIC_ATTRIBUTE]: topicName(sent.topic),
    },
  };
}

/** The request that brings a message. */
export function deliveryOf({
  repository,
  tag,
  digest: bits,
  id,
  at,
  attributes,
  topic,
}: Message): DeliveryRequest {
  const payload = { action: 'INSERT', digest: `${repository}@${bits}`, tag: `${repository}:${tag}` };
  return toRequest('push', {
    payload: JSON.stringify(payload),
    id,
    attributes,
    topic,
    publishTime: new Date(at).toISOString(),
    receivedAt: LATER + 2_000_000,
  });
}

/** Brings a message to the test namespace, and gives the report. */
export async function runUpdate(
  { cluster }: TestNamespace,
  sent: Message,
  changes: Partial<Settings> = {},
): Promise<ClusterReport> {
  const updater = {
    settings: settings({ kinds: KINDS, ownTopics: [REPLAY], ...changes }),
    sources: [alwaysThere(cluster)],
  };
  const handled = await handleRequest(deliveryOf(sent), updater, new AbortController().signal);
  assert.ok(handled.status === 'completed');
  const [report] = handled.report.clusters;
  assert.ok(report !== undefined);
  return report;
}

/** Whether an event that ends in this report is delivered again. */
export function redelivers(report: ClusterReport): boolean {
  return wantsRedelivery({ push: push(), clusters: [report] });
}

/** What a report says, in a word for each container and fault. */
export function wordsOf({ updated, alreadyApplied, failed, faults, skipped }: ClusterReport): string[] {
  const reasons: readonly { readonly reason: Reason }[] = [...failed, ...faults];
  return [
    ...[...alreadyApplied, ...updated].map(({ result }) => result),
    ...reasons.map(({ reason }) => reason),
    ...skipped.flatMap(({ reason, count }) => Array.from({ length: count }, () => reason)),
  ];
}
