/** The loop of pull mode: all subscriptions are pulled until a signal or a stream ends it, then it drains. */
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
  /** Whether it waits by itself before it delivers again what was given back. */
  readonly backsOff: boolean;
}

export interface LoopOptions {
  readonly sources: readonly PulledSubscription[];
  readonly puller: Pick<Puller, 'pull'>;
  readonly worker: Worker;
  /** Whether Pub/Sub answers: streams do not say. */
  readonly isReached: () => boolean;
  /** How long what is at work may take once it is to end, in milliseconds. */
  readonly drainMs: number;
  readonly clock: Clock;
  /** Aborts when it is to end. */
  readonly signal: AbortSignal;
}

/**
 * `starting` until there are credentials, and all streams are begun; `disconnected` while Pub/Sub does not answer and
 * they are begun again and again; `draining` also after a stream ended for good.
 */
export type ConsumerState = 'starting' | 'pulling' | 'disconnected' | 'draining';

/** How it is just now. */
export interface ConsumerStatus extends WorkerCounts {
  readonly state: ConsumerState;
  /** When the last message came, in RFC 3339; undefined before the first. */
  readonly lastMessageAt?: string;
}

/** How it ended. */
export interface LoopResult {
  /** Of streams that ended for good. */
  readonly faults: readonly UpdaterError[];
  /** How many messages were at work too long, and given back. */
  readonly tooSlow: number;
}

export interface PullLoop {
  readonly now: () => ConsumerStatus;
  /** Never rejects. */
  readonly ended: Promise<LoopResult>;
}

/**
 * Leased at once by all streams together, at most: so many that what waits for a slow repository does not keep all
 * others out. What failed is leased while it is held: each subscription has its own part, so that one on which everything
 * fails stops itself alone. Events are small, and Google's library has an end to their bytes too.
 */
const LEASED_IN_ALL = 1_000;

/** How long the last answers may take, in milliseconds. Kubernetes gives 30 s in all, of which 25 are for the work. */
const FLUSH_MS = 2_000;

/** Begins to pull. */
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
    // Each takes no more from now on, and ends when what it took is answered.
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
