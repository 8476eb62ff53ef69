/** What takes long to get and lasts a while: an open cluster, a token. */
import { outOfTime } from '../kubernetes/http/leash.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface Lasting<T> {
  readonly value: T;
  /** Milliseconds since the epoch; where it is missing, the value is good until it is refused. */
  readonly until?: number;
}

export interface Wanted {
  /** Whether the last value was refused, and must not be given again. */
  readonly renew: boolean;
  readonly signal: AbortSignal;
}

/**
 * Gives what `ask` answered as long as that lasts. Those who come while it is being asked share the answer; a
 * failure is not remembered. An asker without time left gets `OutOfTime`, and the asking goes on for the others: it
 * has to have a limit of its own. `name` says in messages what was waited for.
 */
export function kept<T>(
  name: string,
  ask: () => Promise<Lasting<T>>,
  now: () => number = Date.now,
): (wanted: Wanted) => Promise<T> {
  let last: Lasting<T> | undefined;
  let asking: Promise<Lasting<T>> | undefined;
  const asked = async (): Promise<Lasting<T>> => {
    last = undefined;
    try {
      last = await ask();
      return last;
    } finally {
      asking = undefined;
    }
  };
  return async ({ renew, signal }) => {
    if (!renew && last !== undefined && now() < (last.until ?? Infinity)) return last.value;
    asking ??= asked();
    const { value } = await unlessAborted(asking, signal, () => outOfTime(name, signal));
    return value;
  };
}
