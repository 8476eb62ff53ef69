/**
 * Draining the dead letters: each is published again and acknowledged, in this order, until none comes for a while.
 * What cannot be published keeps its lease until the end and is then given back; given back at once it would come again
 * at once, forever.
 */
import type { Fault } from '../core/errors/fault.ts';
import type { PullOptions, Pulling } from '../pubsub/puller.ts';
import { Letters, type LetterReplay } from './letters.ts';

/** Opens the stream of messages. */
export type OpenStream = (
  events: Pick<PullOptions, 'maxMessages' | 'onMessage' | 'onEnd'>,
) => Promise<Pulling>;

export interface Draining extends LetterReplay {
  readonly open: OpenStream;
}

export interface Drained {
  /** How many messages were given back. */
  readonly kept: number;
  /** So many are kept that no more come: there may be more behind them. */
  readonly isFull: boolean;
  /** Why the stream ended before all was drained. */
  readonly fault?: Fault;
}

/** How many are leased at once, and so how many can be kept. */
export const MAX_LEASED = 1_000;

/** Resolves when everything that was taken is settled. Rejects where no stream can be opened. */
export async function drain({ open, ...replay }: Draining): Promise<Drained> {
  const letters = new Letters(replay, MAX_LEASED);
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
    letters.giveBack();
    await stopped;
  }
  const { kept, isFull, fault } = letters;
  return { kept, isFull, ...(fault === undefined ? {} : { fault }) };
}
