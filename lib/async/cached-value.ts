/** What takes long to get and lasts a while: an open cluster, a token. */
import { outOfTime } from './deadline.ts';
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

export interface KeptOptions {
  readonly now?: () => number;
  /**
   * A value younger than so many milliseconds is given again even where it was refused: nobody would answer
   * otherwise so soon, and all who were refused at once do not each ask anew.
   */
  readonly youngMs?: number;
}

/**
 * Gives what `ask` answered as long as that lasts. Those who come while it is being asked share the answer; a
 * failure is not remembered. An asker without time left gets `OutOfTime`, and the asking goes on for the others: it
 * has to have a limit of its own. `name` says in messages what was waited for.
 */
export function kept<T>(
  name: string,
  ask: () => Promise<Lasting<T>>,
  { now = Date.now, youngMs = 0 }: KeptOptions = {},
): (wanted: Wanted) => Promise<T> {
  let last: (Lasting<T> & { readonly since: number }) | undefined;
  let asking: Promise<Lasting<T>> | undefined;
  const asked = async (): Promise<Lasting<T>> => {
    try {
      // Not before the asking is remembered, whatever `ask` does at once.
      const answer = await Promise.resolve().then(ask);
      last = { ...answer, since: now() };
      return answer;
    } finally {
      asking = undefined;
    }
  };
  return async ({ renew, signal }) => {
    const age = last === undefined ? Number.NaN : now() - last.since;
    // Where the clock was put back, nobody knows how old it is.
    const lasts = last !== undefined && age >= 0 && now() < (last.until ?? Infinity);
    // Others may still use what one was refused with, also while it is being renewed.
    if (lasts && last !== undefined && (!renew || age < youngMs)) return last.value;
    if (signal.aborted) throw outOfTime(name, signal);
    asking ??= asked();
    const { value } = await unlessAborted(asking, signal, () => outOfTime(name, signal));
    return value;
  };
}
