/** Between the library, which leases messages, and whoever works on them. */

/** A message of the library. Only the first answer counts. */
export interface Held {
  readonly ack: () => void;
  readonly nack: () => void;
}

/** What is handed over: the message, and its two answers. */
export type HandOver<M extends Held> = (message: M, answers: Held) => void;

export interface Intake<M extends Held> {
  readonly take: (message: M) => void;
  /** Hands nothing over any more: what waits, and what still comes, is given back. */
  readonly stop: () => void;
  /** Stops, and gives back what is not answered yet too. */
  readonly abandon: () => void;
}

/**
 * Hands over so many messages at once, at most; others wait until one is answered. The library's own limit is not that
 * exact: after a stream broke off, the server counts anew. Nor would it give back what waits there when it is closed.
 */
export function openIntake<M extends Held>(maxMessages: number, handOver: HandOver<M>): Intake<M> {
  const waiting: M[] = [];
  const working = new Set<M>();
  let stopped = false;
  const next = (): void => {
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
