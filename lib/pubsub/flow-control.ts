/** Between the library, which leases messages, and whoever works on them. */

/** A message of the library. Only the first answer counts. */
export interface MessageAnswers {
  readonly ack: () => void;
  readonly nack: () => void;
}

/** What is handed over: the message, and its two answers. */
export type HandOver<M extends MessageAnswers> = (message: M, answers: MessageAnswers) => void;

export interface FlowControlOptions<M> {
  /** How many are handed over and not answered, at most. */
  readonly maxMessages: number;
  /** Whether the lease of a message is over, so that it comes again anyway. Those that came first end first. */
  readonly isOver: (message: M) => boolean;
}

export interface FlowControl<M extends MessageAnswers> {
  readonly take: (message: M) => void;
  /** Hands nothing over any more: what waits, and what still comes, is given back. */
  readonly stop: () => void;
  /** Stops, and gives back what is not answered yet too. */
  readonly abandon: () => void;
}

/**
 * Hands over so many messages at once, at most; others wait until one is answered. The library's own limit is not that
 * exact: after a stream broke off, or leases ended, the server counts again from zero. Nor would it give back what waits there when
 * it is closed.
 */
export function createFlowControl<M extends MessageAnswers>(
  { maxMessages, isOver }: FlowControlOptions<M>,
  handOver: HandOver<M>,
): FlowControl<M> {
  const waiting: M[] = [];
  const working = new Set<M>();
  let stopped = false;
  /** What comes again and again while nothing is answered would pile up here. */
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
