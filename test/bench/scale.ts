/** How much is measured. */
import type { Users } from '../support/measured-deployments.ts';

export interface ListScale {
  readonly workloads: number;
  readonly users: Users;
  readonly pairs: number;
}

/** A pair is one run of each of the two that are compared. */
export interface Scale {
  readonly coldStart: { readonly workloads: number; readonly pairs: number };
  /** Those that `some` use from small to large. */
  readonly lists: readonly ListScale[];
  readonly atOnce: { readonly workloads: number; readonly pairs: number };
  /** `slowMs` is how long the slow one of the clusters takes to each answer. */
  readonly fleet: {
    readonly clusters: number;
    readonly workloads: number;
    readonly slowMs: number;
    readonly pairs: number;
  };
}

export const FULL: Scale = {
  coldStart: { workloads: 30, pairs: 15 },
  lists: [
    { workloads: 5_000, users: 'some', pairs: 7 },
    { workloads: 20_000, users: 'some', pairs: 4 },
    { workloads: 5_000, users: 'all', pairs: 5 },
  ],
  atOnce: { workloads: 5_000, pairs: 5 },
  fleet: { clusters: 50, workloads: 500, slowMs: 1_500, pairs: 5 },
};

/** Enough to see that the bench runs; its numbers say nothing. */
export const QUICK: Scale = {
  coldStart: { workloads: 10, pairs: 1 },
  lists: [
    { workloads: 100, users: 'some', pairs: 1 },
    { workloads: 200, users: 'some', pairs: 1 },
    { workloads: 100, users: 'all', pairs: 1 },
  ],
  atOnce: { workloads: 100, pairs: 1 },
  fleet: { clusters: 3, workloads: 10, slowMs: 10, pairs: 1 },
};
