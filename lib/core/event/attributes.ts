/** Attributes of messages that the updater writes and reads, and where they are believed. */
import { isOwnTopic, type Settings } from '../settings.ts';
import type { Topic } from '../names/topic.ts';

/** On a replay: when the push was published first, as decimal milliseconds since the epoch or as RFC 3339. */
export const PUBLISHED_AT_ATTRIBUTE = 'image-updater-published-at';
/** On a replay: the id of the message that brought the push first. */
export const PUSH_ID_ATTRIBUTE = 'image-updater-push-id';
/** The topic that brought the push first, as `projects/PROJECT/topics/TOPIC`. */
export const TOPIC_ATTRIBUTE = 'image-updater-topic';
/** `true`: the push counts whatever `limits` say. */
export const IGNORE_LIMIT_ATTRIBUTE = 'image-updater-ignore-limit';
/** `true`: a push without a digest also replaces images that carry one. */
export const UNPINNED_ATTRIBUTE = 'image-updater-unpinned';
/** On a cluster task: the cluster, by the name that reports call it, or the entry where its clusters are unknown. */
export const CLUSTER_ATTRIBUTE = 'image-updater-cluster';
/** On a cluster task: the entry of the configuration that stands for the cluster, by its name. */
export const ENTRY_ATTRIBUTE = 'image-updater-entry';
/** On a cluster task, `true`: it is for the part of the entry that could not be read, beside tasks for the rest. */
export const REMAINDER_ATTRIBUTE = 'image-updater-remainder';
/** On a dead letter, written by Pub/Sub: when the message was published first, as RFC 3339. */
export const DEAD_LETTER_TIME_ATTRIBUTE = 'CloudPubSubDeadLetterSourceTopicPublishTime';

/** All of them. */
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

/** Whose attributes may change the time and the id of a push: those on the updater's own topics. */
export interface Trust extends Pick<Settings, 'ownTopics'> {
  /**
   * What is trusted on every other topic too: all attributes of a file that a person replays, or on dead letters the
   * time that Pub/Sub wrote on them.
   */
  readonly trusted?: 'all' | 'dead letter time';
}

/**
 * The attributes that may change the time and the id of a push. Whoever may publish on a registry's topic could
 * otherwise back-date a push, so elsewhere they are ignored, whatever they hold.
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
