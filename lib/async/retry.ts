/** Retries temporary errors within a deadline: a 429 or 5xx of an API server, a broken connection. */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
import { WALL_CLOCK, type Clock } from './clock.ts';
import type { Deadline } from './deadline.ts';

export interface RetryOptions extends Deadline {
  /** The maximum number of attempts. Default: 5. */
  readonly attempts?: number;
  readonly clock?: Clock;
  /** After it aborts the work is not retried; the first attempt is always made. */
  readonly stop?: AbortSignal | undefined;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

// Not every transient error ends within seconds: a missing permission needs a person.
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

/** Whether the same request may succeed shortly after. */
export function isRetryable(fault: UpdaterError): boolean {
  return RETRYABLE.has(fault.reason);
}

/**
 * Runs the work, and again after an {@link isRetryable} error: after 200 ms, then twice as long each time up to 5 s, half of
 * it random; never before the time that the server requested.
 * @throws the last UpdaterError that describes the problem; `OutOfTime` only if the first attempt had no time.
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

/** Whether another attempt is possible after this number of milliseconds. */
function isTimeFor(wait: number, { endsAt = Infinity, stop, clock = WALL_CLOCK }: RetryOptions): boolean {
  return stop?.aborted !== true && clock.now() + wait < endsAt;
}

/** Why the earlier attempts failed, which is more precise than the end of the time limit. */
function lastError(fault: UpdaterError): UpdaterError {
  const { reason, message, terms } = fault;
  return new UpdaterError(reason, `${message}; then the time limit was reached`, { cause: fault, terms });
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
