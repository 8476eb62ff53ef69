/** The loop of pull mode: pulls all subscriptions until a signal or the end of a stream, then drains. */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import type { Subscription, Topic } from '../../core/names/topic.ts';
import type { Clock } from '../../async/clock.ts';
import type { Puller, PullStream } from '../puller.ts';
import { endsWithin } from '../../async/ends-within.ts';
import { LEASE_MS, type WorkerCounts, type Worker } from './worker.ts';

/** A subscription that is pulled. */
export interface PulledSubscription {
  readonly subscription: Subscription;
  readonly topic: Topic;
  /** Whether it has a retry policy, which delays the redelivery of nacked messages. */
  readonly backsOff: boolean;
}

export interface LoopOptions {
  readonly sources: readonly PulledSubscription[];
  readonly puller: Pick<Puller, 'pull'>;
  readonly worker: Worker;
  /** Whether Pub/Sub responds, which streams do not report. */
  readonly isReached: () => boolean;
  /** Time limit of messages in flight at shutdown, in milliseconds. */
  readonly drainMs: number;
  readonly clock: Clock;
  /** Aborting it starts the shutdown. */
  readonly signal: AbortSignal;
}

/**
 * `starting` until credentials are read and all streams are open; `disconnected` while Pub/Sub does not respond and streams
 * are reopened; `draining` also after a stream has ended.
 */
export type ConsumerState = 'starting' | 'pulling' | 'disconnected' | 'draining';

/** The current status. */
export interface ConsumerStatus extends WorkerCounts {
  readonly state: ConsumerState;
  /** The time of the last message, in RFC 3339; undefined before the first. */
  readonly lastMessageAt?: string;
}

/** The result of the loop. */
export interface LoopResult {
  /** Errors of streams that ended. */
  readonly faults: readonly UpdaterError[];
  /** The number of messages that were not finished in time, and nacked. */
  readonly tooSlow: number;
}

export interface PullLoop {
  readonly now: () => ConsumerStatus;
  /** Never rejects. */
  readonly ended: Promise<LoopResult>;
}

/**
 * The maximum number of leased messages of all streams together. It is large enough that messages of a slow repository do not
 * block all others. Failed messages stay leased while they are held. Each subscription has its own share, so a subscription
 * on which everything fails blocks only itself. Events are small, and Google's library limits their bytes too.
 */
const LEASED_IN_ALL = 1_000;

/** Time limit of the last acknowledgements, in milliseconds. Kubernetes allows 30 s in total, 25 s of them for the work. */
const FLUSH_MS = 2_000;

/** Starts pulling. */
export function startPullLoop({
  sources,
  puller,
  worker,
  isReached,
  drainMs,
  clock,
  signal,
}: LoopOptions): PullLoop {
  let state: Exclude<ConsumerState, 'disconnected'> = 'starting';
  let lastMessageAt: string | undefined;
  const faults: UpdaterError[] = [];
  const over = Promise.withResolvers<void>();
  const fail = (thrown: unknown): void => {
    faults.push(toUpdaterError(thrown));
    over.resolve();
  };

  const open = async ({ backsOff, ...source }: PulledSubscription): Promise<PullStream | undefined> => {
    try {
      return await puller.pull({
        ...source,
        maxMessages: Math.ceil(LEASED_IN_ALL / sources.length),
        maxLeaseMs: LEASE_MS,
        onMessage: (leased) => {
          lastMessageAt = new Date(clock.now()).toISOString();
          worker.take(leased, backsOff);
        },
        onEnd: fail,
      });
    } catch (thrown) {
      fail(thrown);
      return undefined;
    }
  };

  const noticeOpen = async (opening: readonly Promise<unknown>[]): Promise<void> => {
    await Promise.all(opening);
    if (state === 'starting' && faults.length === 0) state = 'pulling';
  };

  const run = async (): Promise<LoopResult> => {
    const opening = sources.map(open);
    void noticeOpen(opening);
    await over.promise;
    state = 'draining';
    // Each stream pulls no more messages, and ends when its messages are acknowledged or nacked.
    const stopped = Promise.all(opening.map(async (each) => (await each)?.stop())).catch(fail);
    const tooSlow = await worker.drain(drainMs);
    await endsWithin(stopped, FLUSH_MS, clock);
    return { faults, tooSlow };
  };

  if (signal.aborted) over.resolve();
  else signal.addEventListener('abort', () => over.resolve(), { once: true });
  const now = (): ConsumerStatus => ({
    state: state === 'pulling' && !isReached() ? 'disconnected' : state,
    ...(lastMessageAt === undefined ? {} : { lastMessageAt }),
    ...worker.counts(),
  });
  return { now, ended: run() };
}
