/** Attributes of messages that the updater writes and reads, and on which topics they are trusted. */
import { isOwnTopic, type Settings } from '../settings.ts';
import type { Topic } from '../names/topic.ts';

/** On a replay: the original publish time of the push, as decimal milliseconds since the epoch or as RFC 3339. */
export const PUBLISHED_AT_ATTRIBUTE = 'image-updater-published-at';
/** On a replay: the id of the first message of the push. */
export const PUSH_ID_ATTRIBUTE = 'image-updater-push-id';
/** The original topic of the push, as `projects/PROJECT/topics/TOPIC`. */
export const TOPIC_ATTRIBUTE = 'image-updater-topic';
/** `true`: `limits` do not apply to the push. */
export const IGNORE_LIMIT_ATTRIBUTE = 'image-updater-ignore-limit';
/** `true`: a push without a digest also replaces images that have one. */
export const UNPINNED_ATTRIBUTE = 'image-updater-unpinned';
/** On a cluster task: the name of the cluster in reports, or that of the entry if its clusters are unknown. */
export const CLUSTER_ATTRIBUTE = 'image-updater-cluster';
/** On a cluster task: the name of the entry of the configuration that contains the cluster. */
export const ENTRY_ATTRIBUTE = 'image-updater-entry';
/** On a cluster task, `true`: it is for the part of the entry that could not be read; other tasks exist for the rest. */
export const REMAINDER_ATTRIBUTE = 'image-updater-remainder';
/** On a dead letter, written by Pub/Sub: the original publish time of the message, as RFC 3339. */
export const DEAD_LETTER_TIME_ATTRIBUTE = 'CloudPubSubDeadLetterSourceTopicPublishTime';

/** All of these. */
export const ATTRIBUTES: readonly string[] = [
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
  IGNORE_LIMIT_ATTRIBUTE,
  UNPINNED_ATTRIBUTE,
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  REMAINDER_ATTRIBUTE,
  DEAD_LETTER_TIME_ATTRIBUTE,
];

export type Attributes = Readonly<Record<string, string>>;

/** The topics whose attributes may change the time and the id of a push: own topics of the updater. */
export interface Trust extends Pick<Settings, 'ownTopics'> {
  /**
   * What is trusted on other topics too: all attributes of a file that a person replays, or the time that Pub/Sub wrote on
   * dead letters.
   */
  readonly trusted?: 'all' | 'dead letter time';
}

/**
 * The attributes that may change the time and the id of a push. On other topics they are ignored: publishers of a registry
 * topic could back-date a push otherwise.
 */
export function selectTrusted(
  attributes: Attributes,
  topic: Topic | undefined,
  { ownTopics, trusted }: Trust,
): Attributes {
  if (trusted === 'all' || (topic !== undefined && isOwnTopic(topic, { ownTopics }))) return attributes;
  const time = attributes[DEAD_LETTER_TIME_ATTRIBUTE];
  return trusted === 'dead letter time' && time !== undefined ? { [DEAD_LETTER_TIME_ATTRIBUTE]: time } : {};
}
