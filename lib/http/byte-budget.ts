/** Limits the bytes of request bodies that a process keeps, of all callers together. */
export interface ByteBudget {
  /** Reserves bytes if they are available; the result says whether. */
  readonly take: (bytes: number) => boolean;
  readonly release: (bytes: number) => void;
}

/** A budget of this number of bytes. */
export function byteBudget(limit: number): ByteBudget {
  let held = 0;
  return {
    take: (bytes) => {
      if (held + bytes > limit) return false;
      held += bytes;
      return true;
    },
    release: (bytes) => {
      held -= bytes;
    },
  };
}

/** The minimum cost of a request, in bytes: callers may disconnect, so connections do not limit the number of requests. */
const LEAST = 16 * 1024;

/** The share of a request, until it is handled. */
export function partOfBudget(budget: ByteBudget, least = LEAST): ByteBudget & { readonly end: () => void } {
  let taken = 0;
  const release = (bytes: number): void => {
    taken -= bytes;
    budget.release(bytes);
  };
  return {
    take: (bytes) => {
      const more = taken === 0 ? Math.max(bytes, least) : bytes;
      if (!budget.take(more)) return false;
      taken += more;
      return true;
    },
    release,
    end: () => release(taken),
  };
}
