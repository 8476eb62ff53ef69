/**
 * Policies in annotations, within limits. Compiling an expression takes up to about 15 ms and 60 KB, and owners of workloads
 * choose their number. For a push and a cluster each different policy is compiled once, with at most 50 for a namespace: its
 * first 5 are guaranteed, and further ones share 400 for all namespaces. Words such as `any` and policies of the configuration
 * are not counted.
 */
import { parsePolicy } from './parse-policy.ts';
import type { ParsedPolicy } from './policy.ts';
import { sharedPolicy } from './shared-policy.ts';

/** The maximum number of different policies. */
export interface PolicyLimits {
  readonly perNamespace: number;
  /** The number of policies of a namespace that are read independent of other namespaces. */
  readonly guaranteed: number;
  /** The maximum beyond the guaranteed ones, in all namespaces together. */
  readonly perCluster: number;
}

export const POLICY_LIMITS: PolicyLimits = { perNamespace: 50, guaranteed: 5, perCluster: 400 };

// All namespaces together may have more policies than fit into memory; a list contains each namespace in one block.
const MOST_KEPT = 500;

/** A policy, a parse error, or that a limit is exceeded. */
export type AnnotatedPolicy = ParsedPolicy | { readonly beyond: string };

/** Whether the text has no argument, so that parsing it costs nothing. */
export function isWord(text: string): boolean {
  return !text.includes(':');
}

/**
 * The policies that a push reads in a cluster. The order of reading determines which policies are within the limits. The lists
 * of a cluster are read concurrently, so if there are too many, the next push may skip other containers.
 */
export class AnnotationPolicies {
  readonly #limits: PolicyLimits;
  readonly #byNamespace = new Map<string, Set<string>>();
  /** Policies that count for the cluster. */
  readonly #inCluster = new Set<string>();
  readonly #parsed = new Map<string, ParsedPolicy>();
  #costly = 0;

  constructor(limits = POLICY_LIMITS) {
    this.#limits = limits;
  }

  /** The number of requested policies that take time to compile or to evaluate, including repeated ones. */
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
