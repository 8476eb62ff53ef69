/** How many bytes of request bodies a process holds at once, whoever sends them. */
import type { EventEmitter } from 'node:events';

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

/** What one request takes of a budget, given back when its answer is done or its caller is gone. */
export function budgetForResponse(budget: ByteBudget, response: Pick<EventEmitter, 'once'>): ByteBudget {
  let taken = 0;
  const release = (bytes: number): void => {
    taken -= bytes;
    budget.release(bytes);
  };
  response.once('close', () => release(taken));
  return {
    take: (bytes) => {
      if (!budget.take(bytes)) return false;
      taken += bytes;
      return true;
    },
    release,
  };
}
