/** What a sandbox can be told to do wrong, to which requests and how often. */
import type { KubernetesObject } from './kubernetes-object.ts';

/** Where a list is cut. Items count from 0. */
export type CutPoint =
  | { readonly afterBytes: number }
  /** Half of that item is written. */
  | { readonly insideItem: number }
  | { readonly afterItem: number };

/** One way to go wrong. */
export type SandboxFault =
  /** The request waits, and is then served. Milliseconds. */
  | { readonly type: 'delay'; readonly ms: number }
  /** No answer ever. */
  | { readonly type: 'hang' }
  /** The socket is destroyed before anything is done. With `reused` this is a keep-alive socket that died. */
  | { readonly type: 'drop' }
  /** 429 with this `Retry-After`: seconds, or an HTTP date. */
  | { readonly type: 'tooManyRequests'; readonly retryAfter: string }
  | { readonly type: 'serverError'; readonly code: 500 | 503; readonly retryAfter?: string }
  /** 401 for the token that came, now and from now on. */
  | { readonly type: 'expireToken' }
  /** RBAC does not let this user do it. */
  | { readonly type: 'forbidden'; readonly user: string }
  /** The list ends early: the socket destroyed, or the response ended as if it were whole. */
  | { readonly type: 'cut'; readonly at: CutPoint; readonly end: 'broken' | 'clean' }
  /** This text, JSON or not, stands in the list as an item at that place. */
  | { readonly type: 'insertItem'; readonly at: number; readonly text: string }
  /** Somebody else changes the object, or removes it (undefined), just before the patch is applied. */
  | {
      readonly type: 'otherWriter';
      readonly change: (object: KubernetesObject) => KubernetesObject | undefined;
    }
  /** 409 for a patch. */
  | { readonly type: 'conflict' }
  /** An admission webhook refuses the patched object with a status of its choice; with 400 where it names no code. */
  | {
      readonly type: 'webhook';
      readonly webhook: string;
      readonly message: string;
      readonly code: number;
      readonly reason?: string;
    }
  /** Admission changes the patched object before it is validated and stored, as a MutatingAdmissionPolicy does. */
  | { readonly type: 'mutation'; readonly change: (object: KubernetesObject) => KubernetesObject }
  /** The patch is applied, and the socket destroyed instead of an answer. */
  | { readonly type: 'lostAnswer' };

type FaultType = SandboxFault['type'];

/** Which requests a fault is for: all that fit every given part. */
interface RequestMatch {
  readonly method?: string;
  /** A part of the path without the query, or an expression. */
  readonly path?: string | RegExp;
  /** Only requests on a socket that has carried a request before. */
  readonly reused?: boolean;
}

/** A fault, for whom, and how often. */
export interface FaultRule {
  readonly fault: SandboxFault;
  /** Without one: every request that the fault can be done to. */
  readonly match?: RequestMatch;
  /** How many requests, 1 unless said otherwise; `Infinity` until healed. */
  readonly times?: number;
}

/** What a request shows of itself to the rules. */
export interface FaultSubject {
  readonly method: string;
  readonly path: string;
  readonly reused: boolean;
  readonly does: 'list' | 'patch' | 'other';
}

/** Faults that make sense for one kind of request only. */
const ONLY: Partial<Readonly<Record<FaultType, FaultSubject['does']>>> = {
  cut: 'list',
  insertItem: 'list',
  otherWriter: 'patch',
  conflict: 'patch',
  webhook: 'patch',
  mutation: 'patch',
  lostAnswer: 'patch',
};

/** The faults that are still to be done. */
export class FaultBook {
  #rules: { readonly rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? 1 });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The faults for this request, in the order in which they were added; each counts as done. */
  take(subject: FaultSubject): readonly SandboxFault[] {
    const taken = this.#rules.filter(({ rule, left }) => left > 0 && fits(rule, subject));
    for (const entry of taken) entry.left -= 1;
    return taken.map(({ rule }) => rule.fault);
  }
}

function fits({ fault, match = {} }: FaultRule, { method, path, reused, does }: FaultSubject): boolean {
  const only = ONLY[fault.type];
  return (
    (only === undefined || only === does) &&
    (match.method === undefined || match.method === method) &&
    (match.reused === undefined || match.reused === reused) &&
    (match.path === undefined || fitsPath(match.path, path))
  );
}

/** `search`, unlike `test`, keeps no state in an expression with the flag `g`. */
function fitsPath(pattern: string | RegExp, path: string): boolean {
  return typeof pattern === 'string' ? path.includes(pattern) : path.search(pattern) >= 0;
}

/** The first fault of a type among those taken for a request. */
export function findFault<Type extends FaultType>(
  faults: readonly SandboxFault[],
  type: Type,
): Extract<SandboxFault, { type: Type }> | undefined {
  return faults.find((fault): fault is Extract<SandboxFault, { type: Type }> => fault.type === type);
}
