/**
 * Drains dead letters: each is published again, then acknowledged, until none arrives for a while. Unpublished messages keep
 * their lease until the end and are then nacked; an immediate nack would cause an endless redelivery.
 */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { PullOptions, PullStream } from '../pubsub/puller.ts';
import { DeadLetterQueue, type DeadLetterReplayOptions } from './dead-letter-queue.ts';

/** Opens the stream of messages. */
type OpenStream = (events: Pick<PullOptions, 'maxMessages' | 'onMessage' | 'onEnd'>) => Promise<PullStream>;

export interface DrainOptions extends DeadLetterReplayOptions {
  readonly open: OpenStream;
}

export interface DrainResult {
  /** The number of nacked messages. */
  readonly left: number;
  /** The maximum number of leased messages was reached: there may be more messages. */
  readonly isFull: boolean;
  /** Why the stream ended early. */
  readonly fault?: UpdaterError;
}

/** The maximum number of leased messages, and so of unpublished ones. */
const MAX_LEASED = 1_000;

/** Resolves when all leased messages are settled. Rejects if no stream can be opened. */
export async function drain({ open, ...replay }: DrainOptions): Promise<DrainResult> {
  const letters = new DeadLetterQueue(replay, MAX_LEASED);
  const stream = await open({
    maxMessages: MAX_LEASED,
    onMessage: (leased) => letters.take(leased),
    onEnd: (fault) => letters.end(fault),
  });
  try {
    await letters.untilDrained();
  } finally {
    // In this order, because nacked messages must not be delivered again.
    const stopped = stream.stop();
    letters.nackAll();
    await stopped;
  }
  const { unpublished, isFull, fault } = letters;
  return { left: unpublished, isFull, ...(fault === undefined ? {} : { fault }) };
}
