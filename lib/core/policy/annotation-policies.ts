/**
 * Policies that annotations name, within limits. To compile an expression takes up to some 15 ms and 60 KB, and owners of
 * workloads choose how many there are. For one push and one cluster each different policy is compiled once, and there are
 * at most 50 of them for a namespace: its first 5 whatever others have, and beyond those 400 for all namespaces together.
 * Words such as `any` cost nothing and do not count, and neither do policies of the configuration.
 */
import { parsePolicy } from './parse-policy.ts';
import type { ParsedPolicy } from './policy.ts';
import { sharedPolicy } from './shared-policy.ts';

/** Different policies, at most. */
export interface PolicyLimits {
  readonly perNamespace: number;
  /** Of those of a namespace the first so many are read whatever other namespaces have. */
  readonly guaranteed: number;
  /** Beyond what is guaranteed, in all namespaces together. */
  readonly perCluster: number;
}

export const POLICY_LIMITS: PolicyLimits = { perNamespace: 50, guaranteed: 5, perCluster: 400 };

// Many namespaces may have more between them than fits into memory; each of them comes in one piece of a list.
const MOST_KEPT = 500;

/** A policy, why it cannot be read, or that it is beyond a limit. */
export type AnnotatedPolicy = ParsedPolicy | { readonly beyond: string };

/** Whether the text has no argument: it costs nothing to read it. */
export function isWord(text: string): boolean {
  return !text.includes(':');
}

/**
 * What one push reads in one cluster. Which policies are within the limits depends on the order of reading alone. The lists
 * of a cluster are read at once, so where there are too many the next push may leave other containers as they are.
 */
export class AnnotationPolicies {
  readonly #limits: PolicyLimits;
  readonly #byNamespace = new Map<string, Set<string>>();
  /** Those that count for the cluster. */
  readonly #inCluster = new Set<string>();
  readonly #parsed = new Map<string, ParsedPolicy>();
  #costly = 0;

  constructor(limits = POLICY_LIMITS) {
    this.#limits = limits;
  }

  /** How many policies were handed out that take time to compile or to ask, the same ones again included. */
  get costly(): number {
    return this.#costly;
  }

  read(text: string, namespace: string): AnnotatedPolicy {
    if (isWord(text)) return parsePolicy(text);
    const trimmed = text.trim();
    const beyond = this.#count(trimmed, namespace);
    if (beyond !== undefined) return { beyond };
    this.#costly += 1;
    return this.#parsed.get(trimmed) ?? this.#parse(trimmed);
  }

  #count(text: string, namespace: string): string | undefined {
    const { perNamespace, guaranteed, perCluster } = this.#limits;
    const here = this.#byNamespace.get(namespace) ?? new Set();
    if (here.has(text)) return undefined;
    if (here.size >= perNamespace)
      return `expected at most ${perNamespace} different policies in annotations of a namespace, got more`;
    if (here.size >= guaranteed) {
      if (!this.#inCluster.has(text) && this.#inCluster.size >= perCluster)
        return `expected at most ${perCluster} different policies in annotations of a cluster beyond the first ${guaranteed} of each namespace, got more`;
      this.#inCluster.add(text);
    }
    this.#byNamespace.set(namespace, here.add(text));
    return undefined;
  }

  #parse(text: string): ParsedPolicy {
    const parsed = sharedPolicy(text);
    const [oldest] = this.#parsed.keys();
    if (oldest !== undefined && this.#parsed.size >= MOST_KEPT) this.#parsed.delete(oldest);
    this.#parsed.set(text, parsed);
    return parsed;
  }
}
