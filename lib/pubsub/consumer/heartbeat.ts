/**
 * The heartbeat of pull mode: checks whether Pub/Sub responds. Streams do not report an unreachable server: Google's library
 * silently reopens them.
 */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import type { Subscription } from '../../core/names/topic.ts';
import type { Clock } from '../../async/clock.ts';
import type { Puller } from '../puller.ts';

export interface HeartbeatOptions {
  /** Each is described at each heartbeat. A response for one of them is enough. */
  readonly subscriptions: readonly Subscription[];
  readonly describe: Puller['describe'];
  /** The interval in milliseconds. A slower heartbeat delays the next one. */
  readonly everyMs: number;
  readonly clock: Clock;
  /** Aborting it ends the heartbeat. */
  readonly signal: AbortSignal;
  /** Called once when Pub/Sub becomes unreachable, with the reason, and once when it responds again. */
  readonly onChange: (lost: UpdaterError | undefined) => void;
}

export interface Heartbeat {
  readonly isReached: () => boolean;
}

/** The interval, in milliseconds. */
export const HEARTBEAT_MS = 30_000;

/** The number of failed heartbeats in a row: a single one may be a server that is being replaced. */
const LOST_AFTER = 2;

/** Reasons without a response. Every other error, also a rejection, is a response of Pub/Sub. */
const UNANSWERED: ReadonlySet<ErrorReason> = new Set([
  'Unreachable',
  'Timeout',
  'NoSuchHost',
  'OutOfTime',
  'TokenServerError',
  'ServerError',
]);

/** Runs until the signal aborts. Initially Pub/Sub counts as reached, because the preflight has just succeeded. */
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

/** Undefined if there was a response. */
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
