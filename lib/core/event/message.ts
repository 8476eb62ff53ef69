/** Messages to publish with Pub/Sub, and the interface of a publisher. */
import type { UpdaterError } from '../errors/updater-error.ts';
import type { Topic } from '../names/topic.ts';

export interface OutgoingMessage {
  /** The original bytes: a replay does not change them. */
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The id of the published message, or why it was not published. */
export type Published = { readonly id: string } | { readonly fault: UpdaterError };

/** A topic with its publisher. */
export interface Destination {
  readonly topic: Topic;
  readonly publish: Publish;
}

/**
 * Publishes messages to a topic, in batches, and waits until each is published or has failed: a result for each, in their
 * order. Never rejects.
 */
export type Publish = (
  topic: Topic,
  messages: readonly OutgoingMessage[],
  signal: AbortSignal,
) => Promise<readonly Published[]>;
