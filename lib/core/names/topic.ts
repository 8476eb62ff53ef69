/** Pub/Sub topics and subscriptions by name: `projects/PROJECT/topics/TOPIC`, `projects/PROJECT/subscriptions/S`. */
import { UpdaterError } from '../errors/updater-error.ts';
import { describeValue } from '../text/printable.ts';

export interface Topic {
  /** The project's id (`p`, `example.com:p`). */
  readonly project: string;
  readonly topic: string;
}

export interface Subscription {
  readonly project: string;
  readonly subscription: string;
}

const ADDRESS = /(?:^|\/)projects\/([^/]+)\/topics\/([^/]+)\/?$/;
const NAME = /^projects\/([^/]+)\/topics\/([^/]+)$/;
// No longer than Google has them: names become attributes, which have a limit.
const PROJECT = /^(?:[a-z0-9.-]{1,253}:)?[a-z0-9-]{1,63}$/i;
const TOPIC = /^[\w.~+%-]{1,255}$/;

/**
 * The topic at the end of a CloudEvent's source (`//pubsub.googleapis.com/projects/P/topics/T`) or of the path
 * that a push subscription posts to; undefined where the address names none. Whose images may be spoken of
 * hangs on it, so one that is named and cannot be read is a `WrongShape`.
 */
export function parseTopicAddress(address: string): Topic | undefined {
  const [, project, topic] = ADDRESS.exec(address) ?? [];
  if (project === undefined || topic === undefined) return undefined;
  return checked({ project: decoded(project), topic: decoded(topic) }, address);
}

/** The topic of this name, as {@link topicName} writes it. Throws an UpdaterError `WrongShape` for any other text. */
export function requireTopic(name: string): Topic {
  const [, project = '', topic = ''] = NAME.exec(name) ?? [];
  return checked({ project, topic }, name);
}

/** Whether both are the same topic, as far as names tell. */
export function isSameTopic(a: Topic, b: Topic): boolean {
  return a.project === b.project && a.topic === b.topic;
}

/** `projects/PROJECT/topics/TOPIC`. */
export function topicName({ project, topic }: Topic): string {
  return `projects/${project}/topics/${topic}`;
}

/** The path that a push subscription posts to, percent-encoded: {@link parseTopicAddress} reads the same topic in it. */
export function topicPath({ project, topic }: Topic): string {
  return `/projects/${encodeURIComponent(project)}/topics/${encodeURIComponent(topic)}`;
}

/** `projects/PROJECT/subscriptions/SUBSCRIPTION`. */
export function subscriptionName({ project, subscription }: Subscription): string {
  return `projects/${project}/subscriptions/${subscription}`;
}

function checked(named: Topic, text: string): Topic {
  if (PROJECT.test(named.project) && TOPIC.test(named.topic)) return named;
  throw new UpdaterError('WrongShape', `expected projects/PROJECT/topics/TOPIC, got ${describeValue(text)}`);
}

// A segment whose percent-encoding is broken is empty, which is the name of nothing.
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
