import type { PulledMessage } from '../../lib/core/event/shapes/pulled.ts';
import type { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { subscriptionName, type Subscription } from '../../lib/core/names/topic.ts';
import type { Clock } from '../../lib/async/clock.ts';
import type { Puller, PullOptions, SubscriptionFacts } from '../../lib/pubsub/puller.ts';

/** One delivery of a message, and how it was answered. */
interface Delivered {
  readonly id: string;
  readonly at: number;
  readonly answers: ('ack' | 'nack')[];
}

export interface FakePuller extends Puller {
  /** Publishes a message; each subscription that is pulled gets it. */
  readonly publish: (message: Pick<PulledMessage, 'id' | 'data'> & Partial<PulledMessage>) => void;
  /** Delivers the message once more, whatever is with the first: Pub/Sub does that. */
  readonly duplicate: (id: string) => void;
  /** Ends the streams for good. */
  readonly end: (fault: UpdaterError) => void;
  readonly deliveries: readonly Delivered[];
  /** Messages that nobody has acknowledged yet. */
  readonly backlog: () => number;
  /** How many are leased just now, at most so far. */
  readonly mostLeased: () => number;
  /** What streams were opened with. */
  readonly opened: readonly PullOptions[];
  readonly stopped: () => number;
}

export interface FakeOptions {
  readonly clock: Clock;
  /** By subscription's full name; an UpdaterError is what the look at it ends with. */
  readonly facts?: Readonly<Record<string, SubscriptionFacts | UpdaterError>>;
  /** What opening a stream ends with. */
  readonly refuses?: UpdaterError;
  /** The backoff of the subscription, in milliseconds. */
  readonly backoffMs?: number;
}

const PUBLISHED = '2020-01-01T00:00:00Z';

/** A Pub/Sub with nothing in it. */
export function fakePuller({ clock, facts = {}, refuses, backoffMs = 0 }: FakeOptions): FakePuller {
  const queue: PulledMessage[] = [];
  const all = new Map<string, PulledMessage>();
  const done = new Set<string>();
  const deliveries: Delivered[] = [];
  const opened: PullOptions[] = [];
  let [leased, most, stopped, isOpen] = [0, 0, 0, true];
  const drained = Promise.withResolvers<void>();

  const pump = (): void => {
    for (const options of isOpen ? opened : []) {
      while (queue.length > 0 && leased < options.maxMessages) {
        const message = queue.shift();
        if (message !== undefined) deliver(message, options);
      }
    }
  };

  const deliver = (message: PulledMessage, { onMessage, subscription, topic, maxLeaseMs }: PullOptions) => {
    const delivered: Delivered = { id: message.id, at: clock.now(), answers: [] };
    deliveries.push(delivered);
    leased += 1;
    most = Math.max(most, leased);
    const answered = new AbortController();
    const end = (again: boolean, after: number): void => {
      answered.abort();
      leased -= 1;
      if (leased === 0 && !isOpen) drained.resolve();
      void comeBack(message, again, after);
    };
    const answer = (verdict: 'ack' | 'nack') => (): void => {
      delivered.answers.push(verdict);
      if (verdict === 'ack') done.add(message.id);
      if (!answered.signal.aborted) end(verdict === 'nack', backoffMs);
    };
    void clock.sleep(maxLeaseMs, answered.signal).then(
      () => end(true, 0),
      () => undefined,
    );
    const full = { ...message, subscription: subscriptionName(subscription), topic };
    onMessage({ message: full, ack: answer('ack'), nack: answer('nack') });
  };

  const comeBack = async (message: PulledMessage, again: boolean, after: number): Promise<void> => {
    await later(after);
    if (again && !done.has(message.id)) queue.push(message);
    pump();
  };

  const later = (ms: number): Promise<void> =>
    ms === 0 ? Promise.resolve() : clock.sleep(ms, new AbortController().signal);

  return {
    publish: (published) => {
      const topic = { project: 'shop', topic: 'gcr' };
      const message = {
        topic,
        attributes: {},
        publishTime: PUBLISHED,
        attempt: 0,
        subscription: '',
        ...published,
      };
      all.set(message.id, message);
      queue.push(message);
      pump();
    },
    duplicate: (id) => {
      const message = all.get(id);
      if (message !== undefined) queue.push(message);
      pump();
    },
    end: (fault) => {
      isOpen = false;
      for (const { onEnd } of opened) onEnd(fault);
    },
    deliveries,
    opened,
    backlog: () => all.size - done.size,
    mostLeased: () => most,
    stopped: () => stopped,
    describe: (subscription: Subscription) => {
      const found = facts[subscriptionName(subscription)] ?? {
        topic: { project: subscription.project, topic: 'gcr' },
        backsOff: false,
      };
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    },
    pull: (options) => {
      if (refuses !== undefined) return Promise.reject(refuses);
      opened.push(options);
      queueMicrotask(pump);
      return Promise.resolve({
        stop: () => {
          isOpen = false;
          stopped += 1;
          if (leased === 0) drained.resolve();
          return drained.promise;
        },
      });
    },
    close: () => Promise.resolve(),
  };
}
