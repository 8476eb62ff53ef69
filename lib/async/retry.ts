/** Retries what may pass in a moment, within a deadline: a 429 or 5xx of an API server, a broken connection. */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
import { WALL_CLOCK, type Clock } from './clock.ts';
import type { Deadline } from './deadline.ts';

export interface RetryOptions extends Deadline {
  /** How often the work is tried at most; 5 where not given. */
  readonly attempts?: number;
  readonly clock?: Clock;
  /** Once it aborts the work is not tried again; one try is always made. */
  readonly stop?: AbortSignal | undefined;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

// Not all that is transient passes within seconds: for a missing right somebody has to act.
const RETRYABLE: ReadonlySet<ErrorReason> = new Set([
  'Unreachable',
  'NoSuchHost',
  'ConnectTimeout',
  'Timeout',
  'TokenServerError',
  'Throttled',
  'ServerError',
  'CutStream',
]);

/** Whether the same request may well succeed a moment later. */
export function isRetryable(fault: UpdaterError): boolean {
  return RETRYABLE.has(fault.reason);
}

/**
 * Does the work, and again after a {@link isRetryable} fault: 200 ms later, then twice as long each time up to
 * 5 s, half of it by chance; never before the time that the server asked for.
 * @throws the last UpdaterError that tells what is wrong; `OutOfTime` only where the first try had no time.
 */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts = 5, clock = WALL_CLOCK } = options;
  let before: UpdaterError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (thrown) {
      const fault = toUpdaterError(thrown);
      if (before !== undefined && fault.reason === 'OutOfTime') throw lastError(before);
      const wait = waitAfter(fault, attempt, clock);
      if (!isRetryable(fault) || attempt >= attempts || !isTimeFor(wait, options)) throw fault;
      before = fault;
      await pause(wait, fault, options);
    }
  }
}

/** Whether there may be another try after so many milliseconds. */
function isTimeFor(wait: number, { endsAt = Infinity, stop, clock = WALL_CLOCK }: RetryOptions): boolean {
  return stop?.aborted !== true && clock.now() + wait < endsAt;
}

/** Why all tries failed for which there was time: that says more than that there is no time left. */
function lastError(fault: UpdaterError): UpdaterError {
  const { reason, message, terms } = fault;
  return new UpdaterError(reason, `${message}; then the time budget was used up`, { cause: fault, terms });
}

function waitAfter(fault: UpdaterError, attempt: number, clock: Clock): number {
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return Math.max(fault.retryAfterMs ?? 0, backoff * (0.5 + clock.random() / 2));
}

async function pause(
  wait: number,
  fault: UpdaterError,
  { signal, stop, clock = WALL_CLOCK }: RetryOptions,
): Promise<void> {
  try {
    await clock.sleep(wait, stop === undefined ? signal : AbortSignal.any([signal, stop]));
  } catch {
    throw stop?.aborted === true ? fault : lastError(fault);
  }
}
