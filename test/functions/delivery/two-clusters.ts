/**
 * Two clusters on sandboxes, the real functions in the real framework, and a pusher between the topics of two
 * registry projects and them: in place, or fanned out over a topic of the updater.
 */
import { http, type HttpFunction } from '@google-cloud/functions-framework';
import { eventFunction } from '../../../lib/http/framework/event-function.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { OutgoingMessage, Publish } from '../../../lib/core/event/message.ts';
import { topicName, type Topic } from '../../../lib/core/names/topic.ts';
import { TIME_LIMITS } from '../../../lib/async/deadline.ts';
import { bootstrap } from '../../../lib/bootstrap.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { servedConfig, servingFunction } from '../../support/served-functions.ts';
import { seededChance } from '../../support/chance.ts';
import { listFollowers, toObject, type Pushed } from '../../support/delivery-model.ts';
import type { Habits } from './habits.ts';
import { Pusher, type PushSubscription } from './pusher.ts';

export type Way = 'in place' | 'fanned out';

export const CLUSTERS = ['north', 'south'] as const;
export type ClusterName = (typeof CLUSTERS)[number];

/** Of each registry project a repository. */
export const REPOSITORIES = [
  'europe-docker.pkg.dev/shop/images/web',
  'europe-docker.pkg.dev/bank/images/ledger',
] as const;

export const FOLLOWERS = REPOSITORIES.flatMap(listFollowers);

export const SHARES: Topic = { project: 'ops', topic: 'image-updater-clusters' };
export const REPLAY: Topic = { project: 'ops', topic: 'image-updater-replay' };
export const DEAD_LETTERS: Topic = { project: 'ops', topic: 'image-updater-dead-letters' };

/** The topic of the registry that has the repository. */
export function registryTopic(repository: string): Topic {
  return { project: repository.split('/')[1] ?? '', topic: 'gcr' };
}

export const REGISTRY_TOPICS = REPOSITORIES.map(registryTopic);

export interface TwoClusters {
  readonly pusher: Pusher;
  readonly clusters: Readonly<Record<ClusterName, Sandbox>>;
  /** Publishes pushes, each on the topic of its registry, and tells when Pub/Sub took them. */
  readonly push: (pushes: readonly Omit<Pushed, 'publishedAt'>[]) => Promise<readonly Pushed[]>;
}

export interface TwoClustersOptions {
  readonly way: Way;
  readonly habits: Habits;
  /** Messages that are published one after the other so often share one millisecond. */
  readonly perMillisecond?: number;
  /** How many attempts a message has. Without end unless given. */
  readonly attempts?: number;
  /** What becomes of the functions' publishing. */
  readonly publishing?: (publish: Publish) => Publish;
  /** Before a function is served. */
  readonly wrap?: (served: HttpFunction) => HttpFunction;
}

// A cluster that does not answer is given up soon: the next delivery tries it again. Not where attempts are counted:
// a slow machine must not use them up.
const SHORT = { event: 10_000, cluster: 250 };
// After the creation of every workload.
const BEGIN = Date.UTC(2026, 0, 1);

/** Builds all of it for as long as `use` runs. */
export async function withTwoClusters<T>(
  options: TwoClustersOptions,
  use: (twoClusters: TwoClusters) => Promise<T>,
): Promise<T> {
  const objects = FOLLOWERS.map(toObject);
  const [north, south] = await Promise.all([startSandbox({ objects }), startSandbox({ objects })]);
  const pusher = pusherOf(options);
  try {
    const imagePushed = functionWith(options, pusher, { north, south });
    return await serving('imagePushed', imagePushed, async (url) => {
      for (const each of subscriptions(url, options)) pusher.subscribe(each);
      const ended = await use({ pusher, clusters: { north, south }, push: pushingBy(pusher) });
      await pusher.settled();
      return ended;
    });
  } finally {
    await Promise.all([north.close(), south.close()]);
  }
}

function pusherOf({ habits, perMillisecond = 1 }: TwoClustersOptions): Pusher {
  let count = 0;
  return new Pusher(habits, () => BEGIN + Math.floor(count++ / perMillisecond));
}

function functionWith(
  { way, attempts, publishing = (publish) => publish, wrap = (served) => served }: TwoClustersOptions,
  pusher: Pusher,
  clusters: Readonly<Record<ClusterName, Sandbox>>,
): HttpFunction {
  const own = `fanOut: ${topicName(SHARES)}\nreplay: ${topicName(REPLAY)}\n`;
  const environment = { IMAGE_UPDATER_CONFIG: servedConfig(clusters, own) };
  const { app } = bootstrap(environment, () => undefined);
  const fanOut = way === 'in place' ? undefined : { topic: SHARES, publish: publishing(pusher.publish) };
  const timeLimits = attempts === undefined ? SHORT : TIME_LIMITS;
  return wrap(eventFunction({ app: { ...app, timeLimits, fanOut }, project: undefined }));
}

function subscriptions(endpoint: string, { attempts, habits }: TwoClustersOptions): PushSubscription[] {
  const chance = seededChance(habits.seed);
  const topics = [...REGISTRY_TOPICS, REPLAY];
  return [...topics, SHARES].map((topic, index) => ({
    name: { project: 'ops', subscription: `pushed-${topic.project}-${topic.topic}` },
    topic,
    endpoint,
    unwrapped: chance('unwrapped', index) < 0.5,
    ...(attempts === undefined ? {} : { deadLetters: { topic: DEAD_LETTERS, attempts } }),
  }));
}

function pushingBy(pusher: Pusher): TwoClusters['push'] {
  return async (pushes) => {
    const taken: Pushed[] = [];
    for (const push of pushes) {
      const topic = registryTopic(push.repository);
      await pusher.publish(topic, [eventOf(push)], new AbortController().signal);
      taken.push({ ...push, publishedAt: pusher.messages(topic).at(-1)?.publishedAt ?? 0 });
    }
    return taken;
  };
}

/** What a registry publishes of a push. */
function eventOf({ repository, tag, digest }: Omit<Pushed, 'publishedAt'>): OutgoingMessage {
  const event = { action: 'INSERT', digest: `${repository}@${digest}`, tag: `${repository}:${tag}` };
  return { data: Buffer.from(JSON.stringify(event)), attributes: {} };
}

/** Some messages are refused, and of some it is told although they were taken. */
export function unreliable(publish: Publish, seed: number): Publish {
  const chance = seededChance(seed);
  let count = 0;
  const refused = { fault: new UpdaterError('ServerError', 'the test refuses it') };
  return async (topic, messages, signal) => {
    const results = messages.map(async (message) => {
      const luck = chance('publish', (count += 1));
      if (luck < 0.15) return refused;
      const [published = refused] = await publish(topic, [message], signal);
      return luck < 0.3 ? refused : published;
    });
    return Promise.all(results);
  };
}

function serving<T>(name: string, served: HttpFunction, use: (url: string) => Promise<T>): Promise<T> {
  http(name, served);
  return servingFunction(name, use);
}
