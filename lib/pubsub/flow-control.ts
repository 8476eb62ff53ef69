/** Flow control between the library, which leases messages, and their consumer. */

/** A message of the library. Only the first acknowledgement or nack counts. */
export interface MessageAnswers {
  readonly ack: () => void;
  readonly nack: () => void;
}

/** The message for the consumer, with its two answers. */
export type HandOver<M extends MessageAnswers> = (message: M, answers: MessageAnswers) => void;

export interface FlowControlOptions<M> {
  /** The maximum number of messages that are handed over and not answered. */
  readonly maxMessages: number;
  /** Whether the lease of a message has expired, so that it is redelivered anyway. Leases expire in order of arrival. */
  readonly isOver: (message: M) => boolean;
}

export interface FlowControl<M extends MessageAnswers> {
  readonly take: (message: M) => void;
  /** Hands over no further message: waiting and later messages are nacked. */
  readonly stop: () => void;
  /** Stops, and nacks all unanswered messages. */
  readonly abandon: () => void;
}

/**
 * Hands over a limited number of messages; others wait until one is answered. The limit of the library is not exact: after a
 * stream breaks, or leases expire, the server counts from zero. Also, the library does not nack waiting messages when it is
 * closed.
 */
export function createFlowControl<M extends MessageAnswers>(
  { maxMessages, isOver }: FlowControlOptions<M>,
  handOver: HandOver<M>,
): FlowControl<M> {
  const waiting: M[] = [];
  const working = new Set<M>();
  let stopped = false;
  /** Removes messages with an expired lease; else redeliveries would accumulate while nothing is answered. */
  const dropOver = (): void => {
    const kept = waiting.findIndex((message) => !isOver(message));
    giveBack(waiting.splice(0, kept < 0 ? waiting.length : kept));
  };
  const next = (): void => {
    dropOver();
    const message = working.size < maxMessages ? waiting.shift() : undefined;
    if (message === undefined) return;
    working.add(message);
    const answer = (send: () => void) => (): void => {
      if (!working.delete(message)) return;
      send();
      next();
    };
    handOver(message, { ack: answer(() => message.ack()), nack: answer(() => message.nack()) });
  };
  const giveBack = (messages: Iterable<M>): void => {
    for (const message of messages) message.nack();
  };
  const stop = (): void => {
    stopped = true;
    giveBack(waiting.splice(0));
  };
  return {
    take: (message) => {
      if (stopped) return message.nack();
      waiting.push(message);
      next();
    },
    stop,
    abandon: () => {
      stop();
      giveBack(working);
      working.clear();
    },
  };
}
