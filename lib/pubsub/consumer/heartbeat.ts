/**
 * The pulse of pull mode: whether Pub/Sub answers at all. Streams do not say that nobody is there: Google's library
 * opens them again and again, without a word.
 */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import type { Subscription } from '../../core/names/topic.ts';
import type { Clock } from '../../async/clock.ts';
import type { Puller } from '../puller.ts';

export interface HeartbeatOptions {
  /** Each is asked about. One answer for any of them will do. */
  readonly subscriptions: readonly Subscription[];
  readonly describe: Puller['describe'];
  /** From one beat to the next, in milliseconds. A beat that takes longer is waited for. */
  readonly everyMs: number;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told once when Pub/Sub is lost, with why, and once when it answers again. */
  readonly onChange: (lost: UpdaterError | undefined) => void;
}

export interface Heartbeat {
  readonly isReached: () => boolean;
}

/** From one beat to the next, in milliseconds. */
export const HEARTBEAT_MS = 30_000;

/** So many beats in a row without an answer: one alone may be a server that is being replaced. */
const LOST_AFTER = 2;

/** Nobody answered. All else, also a no, is an answer of Pub/Sub. */
const UNANSWERED: ReadonlySet<ErrorReason> = new Set([
  'Unreachable',
  'Timeout',
  'NoSuchHost',
  'OutOfTime',
  'TokenServerError',
  'ServerError',
]);

/** Beats until the signal aborts. Pub/Sub counts as reached at first: it has been looked at just before. */
export function startHeartbeat({ everyMs, clock, signal, onChange, ...asked }: HeartbeatOptions): Heartbeat {
  let missed = 0;
  const notice = (fault: UpdaterError | undefined): void => {
    const wasLost = missed >= LOST_AFTER;
    missed = fault === undefined ? 0 : missed + 1;
    if (wasLost !== missed >= LOST_AFTER) onChange(fault);
  };
  const rest = (): Promise<boolean> =>
    clock.sleep(everyMs, signal).then(
      () => true,
      () => false,
    );
  const beat = async (): Promise<void> => {
    for (let resting = rest(); await resting;) {
      resting = rest();
      const fault = await unanswered(asked, signal);
      if (!signal.aborted) notice(fault);
    }
  };
  void beat();
  return { isReached: () => missed < LOST_AFTER };
}

/** Undefined where anything was answered. */
async function unanswered(
  { subscriptions, describe }: Pick<HeartbeatOptions, 'subscriptions' | 'describe'>,
  signal: AbortSignal,
): Promise<UpdaterError | undefined> {
  const ask = async (subscription: Subscription): Promise<UpdaterError | undefined> => {
    try {
      await describe(subscription, signal);
      return undefined;
    } catch (thrown) {
      const fault = toUpdaterError(thrown);
      return UNANSWERED.has(fault.reason) ? fault : undefined;
    }
  };
  const faults = await Promise.all(subscriptions.map(ask));
  return faults.includes(undefined) ? undefined : faults[0];
}
