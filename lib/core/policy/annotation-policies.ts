/**
 * Policies that annotations name, within limits. To read an expression or a glob takes up to 3 ms, and owners of
 * workloads choose how many there are: one push reads at most so many different ones, for a namespace and for a
 * cluster, so that one tenant cannot use up what others need. Words such as `any` cost nothing and do not count, and
 * neither do policies of the configuration.
 */
import { parsePolicy } from './parse-policy.ts';
import type { ParsedPolicy } from './policy.ts';

/** Different policies, at most. */
export interface PolicyLimits {
  readonly perNamespace: number;
  readonly perCluster: number;
}

export const POLICY_LIMITS: PolicyLimits = { perNamespace: 50, perCluster: 500 };

/** A policy, why it cannot be read, or that it is beyond a limit. */
export type AnnotatedPolicy = ParsedPolicy | { readonly beyond: string };

/**
 * What one push reads in one cluster. Which policies are within the limits depends on the order of reading alone. The lists
 * of a cluster are read at once, so where there are too many the next push may leave other containers as they are.
 */
export class AnnotationPolicies {
  readonly #limits: PolicyLimits;
  readonly #inCluster = new Set<string>();
  readonly #byNamespace = new Map<string, Set<string>>();
  #costly = 0;

  constructor(limits = POLICY_LIMITS) {
    this.#limits = limits;
  }

  /** How many policies were handed out that take time to read and to ask, the same ones again included. */
  get costly(): number {
    return this.#costly;
  }

  read(text: string, namespace: string): AnnotatedPolicy {
    // All that takes an argument has a colon.
    if (!text.includes(':')) return parsePolicy(text);
    const beyond = this.#count(text.trim(), namespace);
    if (beyond !== undefined) return { beyond };
    this.#costly += 1;
    return parsePolicy(text);
  }

  #count(text: string, namespace: string): string | undefined {
    const { perNamespace, perCluster } = this.#limits;
    const here = this.#byNamespace.get(namespace) ?? new Set();
    if (!here.has(text)) {
      if (here.size >= perNamespace)
        return `expected at most ${perNamespace} different policies in annotations of a namespace, got more`;
      if (!this.#inCluster.has(text) && this.#inCluster.size >= perCluster)
        return `expected at most ${perCluster} different policies in annotations of a cluster, got more`;
    }
    this.#inCluster.add(text);
    this.#byNamespace.set(namespace, here.add(text));
    return undefined;
  }
}
