/** A queue of requests with a maximum number of concurrent ones. */
import { UpdaterError } from '../core/errors/updater-error.ts';

/** Runs a request when a slot is free; a request with `next` comes before all waiting ones. */
export type Turn = <T>(request: () => Promise<T>, next?: boolean) => Promise<T>;

/** Requests run in their order, `atOnce` concurrently. */
export function turns(atOnce: number): Turn {
  const nexts: (() => void)[] = [];
  const others: (() => void)[] = [];
  let free = atOnce;
  const pass = (): void => {
    const start = nexts.shift() ?? others.shift();
    if (start === undefined) free += 1;
    else start();
  };
  return async (request, next = false) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => void (next ? nexts : others).push(resolve));
    try {
      return await request();
    } finally {
      pass();
    }
  };
}

/** The same, but the first request comes before all waiting ones. */
export function firstNext(turn: Turn): Turn {
  let next = true;
  return (request) => {
    const isNext = next;
    next = false;
    return turn(request, isNext);
  };
}

/**
 * The same, but the first request is rejected after `stop` has aborted, because it starts new work. Started work continues.
 * @throws UpdaterError `Interrupted`
 */
export function unlessStopped(turn: Turn, stop: AbortSignal | undefined): Turn {
  let isBegun = false;
  return (request, next) =>
    turn(async () => {
      if (!isBegun && stop?.aborted === true)
        throw new UpdaterError('Interrupted', 'interrupted before it was changed');
      isBegun = true;
      return request();
    }, next);
}

/** A slot that is kept until it is released, and may be acquired again. */
export interface Lease {
  /** Resolves when the slot is acquired; at once if it is acquired already. */
  readonly take: () => Promise<void>;
  readonly leave: () => void;
}

/** A slot for as long as it is needed. */
export function lease(turn: Turn): Lease {
  let taken: { readonly begun: Promise<void>; readonly leave: () => void } | undefined;
  return {
    take: () => (taken ??= begin(turn)).begun,
    leave: () => {
      taken?.leave();
      taken = undefined;
    },
  };
}

function begin(turn: Turn) {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const begun = new Promise<void>((resolve) => {
    void turn(() => {
      resolve();
      return left;
    });
  });
  return { begun, leave };
}
