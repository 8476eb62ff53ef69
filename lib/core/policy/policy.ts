/**
 * A policy decides whether a pushed tag may replace the current one. It is a pure function of the two tags, without digests,
 * times and rollbacks (see decide.ts).
 */
import type { SkipReason } from '../errors/reason.ts';

/**
 * The verdict of a policy.
 * - `newer`: the pushed tag may replace the current one. Under policies ordered by version it is a higher version; under
 *   policies ordered by time it is the only positive verdict.
 * - `same`: only under policies ordered by version: the running version was pushed again. Two spellings of a version (`1.2.3`
 *   and `v1.2.3`, build 7 and build 007) are the same version.
 * - `no`: with the reason and a detail.
 */
export type PolicyVerdict = { readonly may: 'newer' } | { readonly may: 'same' } | Refusal;

export interface Refusal {
  readonly may: 'no';
  readonly reason: SkipReason;
  /** The expected and the actual value, or a hint; printable. */
  readonly detail?: string;
}

export interface Policy {
  /** The original text, e.g. `semver:^1.2`. */
  readonly text: string;
  /** What decides between two allowed pushes: lib/decisions/order-by-policy.md. */
  readonly orderedBy: 'time' | 'version';
  /** Whether `pushed` may replace `current`, which is undefined for an image with a digest and without a tag. */
  readonly evaluate: (current: string | undefined, pushed: string) => PolicyVerdict;
}

/** A policy, or a printable sentence with the expected and the actual value. */
export type ParsedPolicy = { readonly policy: Policy } | { readonly invalid: string };

export const newer: PolicyVerdict = { may: 'newer' };
export const same: PolicyVerdict = { may: 'same' };

export function no(reason: SkipReason, detail?: string): Refusal {
  return detail === undefined ? { may: 'no', reason } : { may: 'no', reason, detail };
}
