import type { PulledMessage } from '../../core/event/shapes/pulled.ts';
import type { Clock } from '../../async/clock.ts';
import type { LeasedMessage } from '../puller.ts';
import { backoffMs } from './backoff.ts';
import { endsWithin } from '../../async/ends-within.ts';
import { countFailures } from './failures.ts';
import { delayNacks } from './delayed-nack.ts';
import { keyedQueue } from '../../async/keyed-queue.ts';

/** For how long a lease is extended, in milliseconds: after that Pub/Sub delivers the message again, whatever we do. */
export const LEASE_MS = 600_000;

/** How long aborted work has to give in, in milliseconds. */
export const ABORT_GRACE_MS = 2_000;

export interface WorkerOptions {
  /** Messages that are worked on at once, at most. What is held back counts for none. */
  readonly atOnce: number;
  /** Brings one message to its end: whether it is done, or is to be delivered again. Never rejects. */
  readonly work: (message: PulledMessage, receivedAt: number, signal: AbortSignal) => Promise<boolean>;
  /** Messages of one line are worked on one after the other. */
  readonly orderingKey: (message: PulledMessage) => string;
  readonly clock: Clock;
}

/** Numbers of messages. */
export interface WorkerCounts {
  readonly atWork: number;
  readonly waiting: number;
  readonly held: number;
  /** Answered since the start. */
  readonly acknowledged: number;
  readonly givenBack: number;
}

export interface Worker {
  /** `backsOff`: the subscription itself waits before it delivers again what was given back. */
  readonly take: (leased: LeasedMessage, backsOff: boolean) => void;
  /**
   * Begins nothing any more, gives back at once what waits and is held, and waits so many milliseconds for what is at
   * work. What is not done by then is aborted and given back: how many these were.
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

/** A worker, with nothing to do yet. */
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

/** Its first answer counts, and is counted. */
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

/** Ids are unique within a topic; each subscription of it has the message for itself. */
function messageKey({ id, subscription }: PulledMessage): string {
  return `${subscription} ${id}`;
}
