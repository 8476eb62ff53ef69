/** Dead letters: the messages that the updater publishes or reads, with what Pub/Sub adds where they die. */
import assert from 'node:assert/strict';
import { readClusterTask, type ClusterTask } from '../../../lib/core/event/cluster-task-message.ts';
import { DEAD_LETTER_TIME_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import type { OutgoingMessage, Publish } from '../../../lib/core/event/message.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import { readPulled, type PulledMessage } from '../../../lib/core/event/shapes/pulled.ts';
import { topicName, type Topic } from '../../../lib/core/names/topic.ts';
import { readRequest } from '../../../lib/core/event/read-delivery.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ClusterSource } from '../../../lib/kubernetes/cluster.ts';
import { fanOutEvent } from '../../../lib/pipeline/fan-out.ts';
import { requeueCall } from '../../../lib/pipeline/requeue.ts';
import { planDeadLetter } from '../../../lib/replay/dead-letter.ts';
import { imageEvent } from '../../../lib/replay/image-event.ts';
import { planEvent } from '../../../lib/replay/plan-event.ts';
import { reportFault } from '../../../lib/core/report/report.ts';
import { CLUSTER, digest, push, REPOSITORY, settings } from '../builders.ts';
import { toRequest } from '../deliveries.ts';

/** A message, and the topic on which it was published. */
interface Letter {
  readonly origin: Topic;
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the code of this tree makes of a dead letter. */
export interface Replayed {
  /** Undefined for what is published. */
  readonly result?: string;
  readonly topic?: string;
  readonly data?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** What the updater reads when the published message arrives. */
  readonly push?: Push;
  readonly task?: ClusterTask;
  readonly ignored?: string;
}

const REGISTRY: Topic = { project: 'shop', topic: 'gcr' };
const REPLAY: Topic = { project: 'updater', topic: 'replay' };
const FAN_OUT: Topic = { project: 'updater', topic: 'fan-out' };
const SETTINGS = settings({ ownTopics: [REPLAY, FAN_OUT], replayTopic: REPLAY });
const DEADLINE = { signal: new AbortController().signal };
const PUBLISHED = '2025-11-29T03:30:00Z';
const DIED = '2025-11-29T04:30:00Z';
const IMAGE = `${REPOSITORY}:v1`;
const INSERT = JSON.stringify({ action: 'INSERT', digest: `${REPOSITORY}@${digest(1)}`, tag: IMAGE });
const ID = '8041722640918121';
const PUSH = push({ digest: digest(1), publishedAt: Date.parse(PUBLISHED), id: ID });

const received = (data: string, origin = REGISTRY, attributes: Letter['attributes'] = {}): Letter[] => [
  { origin, data, attributes },
];

/** The letters of each fixture, without what Pub/Sub adds. */
const LETTERS: Readonly<Record<string, () => Promise<readonly Letter[]> | readonly Letter[]>> = {
  'registry-event': () => received(INSERT),
  'registry-event-without-digest': () => received(JSON.stringify({ action: 'INSERT', tag: IMAGE })),
  'registry-event-of-a-deletion': () => received(JSON.stringify({ action: 'DELETE', tag: IMAGE })),
  'registry-event-without-a-tag': () =>
    received(JSON.stringify({ action: 'INSERT', digest: `${REPOSITORY}@${digest(1)}` })),
  'cluster-task': () => fannedOut([entry('production', ['eu', 'us']), entry('staging', ['staging'])]),
  'cluster-task-of-the-remainder': () => fannedOut([entry('production', ['eu'], 'us')]),
  'cluster-task-of-a-replay': () =>
    fannedOut([entry('production', ['eu', 'us'])], REPLAY, replayed({ ignoreLimit: true, unpinned: true })),
  'queued-call': () => queued({ ...PUSH, caller: 'deployer' }),
  'queued-call-with-options': () =>
    queued({ ...PUSH, caller: 'deployer', ignoreLimit: true, unpinned: true }),
  'replayed-image': () => received(imageEvent(IMAGE, digest(1)), REPLAY, replayed({})),
  'replayed-image-with-options': () =>
    received(imageEvent(IMAGE), REPLAY, replayed({ ignoreLimit: true, unpinned: true })),
  'replayed-dead-letter': () => [again(letter(only(received(INSERT)), 0))],
  'no-event': () => received('hello'),
};

/** The messages on the dead-letter topic, by the name of the fixture. */
export async function makeDeadLetters(): Promise<
  Readonly<Record<string, { readonly origin: Topic; readonly letters: readonly PulledMessage[] }>>
> {
  const made = await Promise.all(
    Object.entries(LETTERS).map(async ([name, make]) => {
      const letters = await make();
      return [name, { origin: only(letters.slice(0, 1)).origin, letters: letters.map(letter) }] as const;
    }),
  );
  return Object.fromEntries(made);
}

/** What becomes of a dead letter, and what the updater reads when it arrives again. */
export function replay(message: PulledMessage, origin: Topic): Replayed {
  const planned = planDeadLetter(message, { origin, replay: REPLAY, settings: SETTINGS, now: false });
  if ('result' in planned) return { result: planned.result };
  const { topic, message: sent } = planned;
  const data = Buffer.from(sent.data).toString();
  const arrived = {
    ...message,
    data: sent.data,
    attributes: sent.attributes,
    id: '9',
    publishTime: DIED,
    topic,
  };
  const delivery = readPulled(arrived, Date.parse(DIED), SETTINGS);
  const decoded = decodePush(delivery, SETTINGS);
  const task = readClusterTask(delivery, SETTINGS);
  return {
    topic: topicName(topic),
    data,
    attributes: sent.attributes,
    ...('push' in decoded ? { push: decoded.push } : { ignored: decoded.reason }),
    ...(task !== undefined && { task }),
  };
}

function letter({ origin, data, attributes }: Letter, index: number): PulledMessage {
  return {
    id: `${Number(ID) + index}`,
    data: Buffer.from(data),
    publishTime: DIED,
    attempt: 1,
    subscription: 'projects/updater/subscriptions/dead-letters',
    topic: { project: 'updater', topic: 'dead-letters' },
    attributes: {
      ...attributes,
      CloudPubSubDeadLetterSourceSubscription: `image-pushed-${origin.topic}`,
      CloudPubSubDeadLetterSourceSubscriptionProject: 'updater',
      CloudPubSubDeadLetterSourceDeliveryCount: '20',
      [DEAD_LETTER_TIME_ATTRIBUTE]: PUBLISHED,
    },
  };
}

/** A letter that was replayed. */
function again(message: PulledMessage): Letter {
  const { data, attributes } = replay(message, REGISTRY);
  assert.ok(data !== undefined && attributes !== undefined);
  return { origin: REPLAY, data, attributes };
}

function only(letters: readonly Letter[]): Letter {
  return letters.at(0) ?? assert.fail('a letter');
}

function replayed(asked: {
  readonly ignoreLimit?: boolean;
  readonly unpinned?: boolean;
}): Letter['attributes'] {
  const plan = { topic: REPLAY, settings: SETTINGS, now: false, publishedAt: PUSH.publishedAt, ...asked };
  const planned = planEvent({ content: Buffer.from(imageEvent(IMAGE, digest(1))) }, plan);
  return 'message' in planned ? planned.message.attributes : assert.fail('it is published');
}

async function fannedOut(
  sources: readonly ClusterSource[],
  topic = REGISTRY,
  attributes: Letter['attributes'] = {},
): Promise<readonly Letter[]> {
  const { publish, sent } = keeping();
  const message = { payload: INSERT, id: ID, publishTime: PUBLISHED, attributes, topic };
  const request = toRequest('push', { ...message, receivedAt: Date.parse(PUBLISHED) });
  const delivery = readRequest(request, SETTINGS);
  const app = { settings: SETTINGS, sources, log: () => undefined, fanOut: { topic: FAN_OUT, publish } };
  const result = await fanOutEvent({ push: PUSH, delivery }, app, DEADLINE);
  assert.equal(result?.status, 'fanned-out');
  return sent.map((each) => ({ origin: FAN_OUT, ...asText(each) }));
}

async function queued(sent: Push): Promise<readonly Letter[]> {
  const kept = keeping();
  const report = {
    push: sent,
    clusters: [reportFault('eu', 'update the cluster', new UpdaterError('Unreachable', 'x'))],
  };
  const result = await requeueCall(report, { shape: 'api' }, { topic: REPLAY, publish: kept.publish });
  assert.deepEqual(result, { is: 'queued' });
  return kept.sent.map((each) => ({ origin: REPLAY, ...asText(each) }));
}

function asText({ data, attributes }: OutgoingMessage): Pick<Letter, 'data' | 'attributes'> {
  return { data: Buffer.from(data).toString(), attributes };
}

function keeping(): { readonly publish: Publish; readonly sent: readonly OutgoingMessage[] } {
  const sent: OutgoingMessage[] = [];
  const publish: Publish = (_topic, messages) => {
    sent.push(...messages);
    return Promise.resolve(messages.map((_, index) => ({ id: String(index) })));
  };
  return { publish, sent };
}

/** An entry with these clusters, and one that is not found; no cluster is asked. */
function entry(name: string, clusters: readonly string[], lost?: string): ClusterSource {
  const transport = {
    json: () => assert.fail('no cluster is asked'),
    stream: () => assert.fail('no cluster is asked'),
    close: () => undefined,
  };
  const found = clusters.map((each) => ({ ...CLUSTER, name: each, transport }));
  const missing = lost === undefined ? [] : [{ name, fault: new UpdaterError('ForbiddenByIam', 'x') }];
  return { name, find: () => Promise.resolve({ clusters: found, missing }) };
}
