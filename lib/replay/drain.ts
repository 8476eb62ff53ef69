/**
 * Draining the dead letters: each is published again and acknowledged, in this order, until none comes for a while.
 * What cannot be published keeps its lease until the end and is then given back; given back at once it would come again
 * at once, forever.
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
  /** How many messages were given back. */
  readonly left: number;
  /** So many are kept that no more come: there may be more behind them. */
  readonly isFull: boolean;
  /** Why the stream ended before all was drained. */
  readonly fault?: UpdaterError;
}

/** How many are leased at once, and so how many can be kept. */
const MAX_LEASED = 1_000;

/** Resolves when everything that was taken is settled. Rejects where no stream can be opened. */
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
    // In this order: what is given back must not come again.
    const stopped = stream.stop();
    letters.nackAll();
    await stopped;
  }
  const { unpublished, isFull, fault } = letters;
  return { left: unpublished, isFull, ...(fault === undefined ? {} : { fault }) };
}
