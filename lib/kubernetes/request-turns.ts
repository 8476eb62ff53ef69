/** Requests take turns: so many at once, and all others wait. */
import { UpdaterError } from '../core/errors/updater-error.ts';

/** Runs a request when it is its turn; one that is `next` comes before all others that wait. */
export type Turn = <T>(request: () => Promise<T>, next?: boolean) => Promise<T>;

/** Turns in the order in which they are asked for, `atOnce` at once. */
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

/** The same, but that the first request comes before all others that wait. */
export function firstNext(turn: Turn): Turn {
  let next = true;
  return (request) => {
    const isNext = next;
    next = false;
    return turn(request, isNext);
  };
}

/**
 * The same, but that the first request is refused once `stop` has aborted: it begins something. What is begun goes on.
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

/** A turn that lasts until it is left, and may be taken again. */
export interface Lease {
  /** Resolves when it is its turn; at once, where it is already. */
  readonly take: () => Promise<void>;
  readonly leave: () => void;
}

/** A turn for as long as it is needed, if it is. */
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
