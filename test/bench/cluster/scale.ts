/** How much is measured. */

export interface Scale {
  /** Numbers of Deployments, growing: the cluster is filled up from one to the next. */
  readonly sizes: readonly number[];
  /** How often each contestant runs at each size. */
  readonly rounds: number;
}

export const FULL: Scale = { sizes: [1_000, 5_000, 20_000], rounds: 3 };

/** Enough to see that the bench runs; its numbers say nothing. */
export const QUICK: Scale = { sizes: [100, 200], rounds: 1 };

/** The scales of the aims. */
const AIMED = 5_000;

/** The size at which aims are looked at and updates are measured: 5,000, or the largest where that is not measured. */
export function aimedSize({ sizes }: Scale): number {
  return sizes.includes(AIMED) ? AIMED : Math.max(...sizes);
}
