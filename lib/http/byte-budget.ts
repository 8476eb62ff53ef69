/** How many bytes of request bodies a process holds at once, whoever sends them. */

export interface ByteBudget {
  /** Whether there was room for them; they are held from then on. */
  readonly take: (bytes: number) => boolean;
  readonly giveBack: (bytes: number) => void;
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
    giveBack: (bytes) => {
      held -= bytes;
    },
  };
}

/** A part of it that remembers what it took, to give all of that back at the end of one request. */
export function partOf(budget: ByteBudget): ByteBudget & { readonly giveAllBack: () => void } {
  let taken = 0;
  const giveBack = (bytes: number): void => {
    taken -= bytes;
    budget.giveBack(bytes);
  };
  return {
    take: (bytes) => {
      if (!budget.take(bytes)) return false;
      taken += bytes;
      return true;
    },
    giveBack,
    giveAllBack: () => giveBack(taken),
  };
}
