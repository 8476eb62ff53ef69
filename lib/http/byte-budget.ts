/** How many bytes of request bodies a process holds at once, whoever sends them. */
export interface ByteBudget {
  /** Whether there was room for them; they are held from then on. */
  readonly take: (bytes: number) => boolean;
  readonly release: (bytes: number) => void;
}

/** A budget of so many bytes. */
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

/** What a request takes at least, in bytes: callers may go away, so connections are no limit on how many are worked on. */
const LEAST = 16 * 1024;

/** What one request takes of a budget, until it is worked off. */
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
