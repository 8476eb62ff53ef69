import { eventually } from '../../support/until.ts';

/** Redelivery takes its time: only what never comes ends here. */
const LIMIT_MS = 90_000;

/** Resolves once it holds; `what` is for the person who reads that it did not. */
export function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  limitMs = LIMIT_MS,
): Promise<void> {
  return eventually(what, holds, limitMs);
}
