/**
 * Policy: may a pushed tag replace the current one? A pure function of the two tags; digests, times and rollbacks
 * are not its business (see decide.ts).
 */
import type { SkipReason } from '../errors/reason.ts';

/**
 * A policy's answer.
 * - `newer`: the pushed tag may replace the current one, whatever was pushed before it: under policies ordered
 *   by time that is all they say; under policies ordered by version it means a higher version.
 * - `same`: only under policies ordered by version: the version that runs already, so a re-push. Two spellings
 *   of one version (`1.2.3` and `v1.2.3`, build 7 and build 007) are the same version.
 * - `no`: with the reason, and with what the reason alone does not say.
 */
export type PolicyVerdict = { readonly may: 'newer' } | { readonly may: 'same' } | Refusal;

export interface Refusal {
  readonly may: 'no';
  readonly reason: SkipReason;
  /** What was expected and what came, or a hint; fit to be printed. */
  readonly detail?: string;
}

export interface Policy {
  /** The policy as it was written, e.g. `semver:^1.2`. */
  readonly text: string;
  /** What decides between two pushes that both may: lib/decisions/order-by-policy.md. */
  readonly orderedBy: 'time' | 'version';
  /** May `pushed` replace `current`? `current` is undefined for an image that names a digest and no tag. */
  readonly evaluate: (current: string | undefined, pushed: string) => PolicyVerdict;
}

/** A policy, or a sentence that says what was expected and what came, fit to be printed. */
export type ParsedPolicy = { readonly policy: Policy } | { readonly invalid: string };

export const newer: PolicyVerdict = { may: 'newer' };
export const same: PolicyVerdict = { may: 'same' };

export function no(reason: SkipReason, detail?: string): Refusal {
  return detail === undefined ? { may: 'no', reason } : { may: 'no', reason, detail };
}
