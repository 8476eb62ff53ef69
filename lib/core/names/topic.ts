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
// Limited to the length that Google allows, because names become attributes, which have a limit.
const PROJECT = /^(?:[a-z0-9.-]{1,253}:)?[a-z0-9-]{1,63}$/i;
const TOPIC = /^[\w.~+%-]{1,255}$/;

/**
 * The topic at the end of a CloudEvent's source (`//pubsub.googleapis.com/projects/P/topics/T`) or of the path of a push
 * subscription; undefined if the address names none. Authorization depends on it, so an invalid name is a `WrongShape`.
 */
export function parseTopicAddress(address: string): Topic | undefined {
  const [, project, topic] = ADDRESS.exec(address) ?? [];
  if (project === undefined || topic === undefined) return undefined;
  return checked({ project: decoded(project), topic: decoded(topic) }, address);
}

/** Parses a name in the form of {@link topicName}. Throws an UpdaterError `WrongShape` for any other text. */
export function requireTopic(name: string): Topic {
  const [, project = '', topic = ''] = NAME.exec(name) ?? [];
  return checked({ project, topic }, name);
}

/** Whether both names are of the same topic. */
export function isSameTopic(a: Topic, b: Topic): boolean {
  return a.project === b.project && a.topic === b.topic;
}

/** `projects/PROJECT/topics/TOPIC`. */
export function topicName({ project, topic }: Topic): string {
  return `projects/${project}/topics/${topic}`;
}

/** The path of a push subscription, percent-encoded: {@link parseTopicAddress} parses the same topic from it. */
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

// A segment with invalid percent-encoding is empty, which is not a valid name.
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
