import type { PulledMessage } from '../../core/event/shapes/pulled.ts';
import type { Clock } from '../../async/clock.ts';
import type { LeasedMessage } from '../puller.ts';
import { backoffMs } from './backoff.ts';
import { endsWithin } from '../../async/ends-within.ts';
import { countFailures } from './failures.ts';
import { delayNacks } from './delayed-nack.ts';
import { keyedQueue } from '../../async/keyed-queue.ts';

/** The maximum for which a lease is extended, in milliseconds. After that Pub/Sub redelivers the message. */
export const LEASE_MS = 600_000;

/** Time limit for aborted work to end, in milliseconds. */
export const ABORT_GRACE_MS = 2_000;

export interface WorkerOptions {
  /** The maximum number of messages that are processed concurrently. Held messages are not counted. */
  readonly atOnce: number;
  /** Processes a message. The result says whether it is done; else it is redelivered. Never rejects. */
  readonly work: (message: PulledMessage, receivedAt: number, signal: AbortSignal) => Promise<boolean>;
  /** Messages with the same key are processed one after the other. */
  readonly orderingKey: (message: PulledMessage) => string;
  readonly clock: Clock;
}

/** Counts of messages. */
export interface WorkerCounts {
  readonly atWork: number;
  readonly waiting: number;
  readonly held: number;
  /** Acknowledged or nacked since the start. */
  readonly acknowledged: number;
  readonly givenBack: number;
}

export interface Worker {
  /** `backsOff`: the subscription has a retry policy, which delays the redelivery of nacked messages. */
  readonly take: (leased: LeasedMessage, backsOff: boolean) => void;
  /**
   * Starts no further message, nacks waiting and held ones, and waits at most this number of milliseconds for messages in
   * flight. The others are aborted and nacked; the result is their number.
   */
  readonly drain: (ms: number) => Promise<number>;
  readonly counts: () => WorkerCounts;
}

interface Task {
  readonly message: PulledMessage;
  readonly receivedAt: number;
  readonly backsOff: boolean;
  readonly answer: (verdict: 'acknowledged' | 'givenBack') => void;
}

/** Creates a worker. */
export function openWorker({ atOnce, work, orderingKey, clock }: WorkerOptions): Worker {
  const draining = new AbortController();
  const cut = new AbortController();
  const failures = countFailures();
  const holding = delayNacks(clock, draining.signal);
  const atWork = new Set<Task>();
  const answered = { acknowledged: 0, givenBack: 0 };

  const giveBack = (task: Task): void => {
    const { message, backsOff, receivedAt } = task;
    const leased = receivedAt + LEASE_MS - clock.now();
    const ms = backsOff ? 0 : Math.min(backoffMs(failures.count(messageKey(message))), leased);
    holding.hold(() => task.answer('givenBack'), ms);
  };

  const queue = keyedQueue<Task>(atOnce, async (task) => {
    if (clock.now() - task.receivedAt >= LEASE_MS) return task.answer('givenBack');
    atWork.add(task);
    const isDone = await work(task.message, task.receivedAt, cut.signal);
    atWork.delete(task);
    if (!isDone) return giveBack(task);
    failures.forget(messageKey(task.message));
    task.answer('acknowledged');
  });

  return {
    take: (leased, backsOff) => {
      const task = { ...toTask(leased, answered), receivedAt: clock.now(), backsOff };
      if (draining.signal.aborted) task.answer('givenBack');
      else queue.add(orderingKey(task.message), task);
    },
    drain: async (ms) => {
      draining.abort();
      for (const task of queue.drop()) task.answer('givenBack');
      if (await endsWithin(queue.settled(), ms, clock)) return 0;
      const tooSlow = atWork.size;
      cut.abort();
      await endsWithin(queue.settled(), ABORT_GRACE_MS, clock);
      for (const task of atWork) task.answer('givenBack');
      return tooSlow;
    },
    counts: () => ({ atWork: atWork.size, waiting: queue.waiting(), held: holding.held(), ...answered }),
  };
}

/** Only the first acknowledgement or nack counts. */
function toTask(
  { message, ack, nack }: LeasedMessage,
  answered: { acknowledged: number; givenBack: number },
): Pick<Task, 'message' | 'answer'> {
  const send = { acknowledged: ack, givenBack: nack };
  let isAnswered = false;
  return {
    message,
    answer: (verdict) => {
      if (isAnswered) return;
      isAnswered = true;
      answered[verdict] += 1;
      send[verdict]();
    },
  };
}

/** Message ids are unique within a topic; each subscription delivers the message on its own. */
function messageKey({ id, subscription }: PulledMessage): string {
  return `${subscription} ${id}`;
}
