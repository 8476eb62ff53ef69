/** Pub/Sub messages that we publish, and how: what the story asks of a publisher. */
import type { UpdaterError } from '../errors/updater-error.ts';
import type { Topic } from '../names/topic.ts';

export interface OutgoingMessage {
  /** As it came, whatever it holds: a replay changes no byte. */
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The id that Pub/Sub gave the message, or why it did not take it. */
export type Published = { readonly id: string } | { readonly fault: UpdaterError };

/** Where something is published, and how. */
export interface Destination {
  readonly topic: Topic;
  readonly publish: Publish;
}

/**
 * Publishes messages to one topic, in batches, and waits until Pub/Sub has each or has refused it: a result for each,
 * in their order. Never rejects.
 */
export type Publish = (
  topic: Topic,
  messages: readonly OutgoingMessage[],
  signal: AbortSignal,
) => Promise<readonly Published[]>;
