/** Faults that a sandbox can be configured to have, with the affected requests and their number. */
import type { KubernetesObject } from './kubernetes-object.ts';

/** The position at which a list is truncated. Items count from 0. */
export type CutPoint =
  | { readonly afterBytes: number }
  /** Half of that item is written. */
  | { readonly insideItem: number }
  | { readonly afterItem: number };

/** A fault. */
export type SandboxFault =
  /** The request is delayed. In milliseconds. */
  | { readonly type: 'delay'; readonly ms: number }
  /** No response. */
  | { readonly type: 'hang' }
  /** The socket is destroyed before the request is handled. With `reused` this is a dead keep-alive socket. */
  | { readonly type: 'drop' }
  /** 429 with this `Retry-After`: seconds, or an HTTP date. */
  | { readonly type: 'tooManyRequests'; readonly retryAfter: string }
  | { readonly type: 'serverError'; readonly code: 500 | 503; readonly retryAfter?: string }
  /** 401 for the token of the request, now and later. */
  | { readonly type: 'expireToken' }
  /** RBAC rejects the request. */
  | { readonly type: 'forbidden'; readonly user: string }
  /** The list ends early: the socket is destroyed, or the response ends as if it were complete. */
  | { readonly type: 'cut'; readonly at: CutPoint; readonly end: 'broken' | 'clean' }
  /** This text, valid JSON or not, is an item of the list at that position. */
  | { readonly type: 'insertItem'; readonly at: number; readonly text: string }
  /** Another client changes or removes (undefined) the object just before the patch is applied. */
  | {
      readonly type: 'otherWriter';
      readonly change: (object: KubernetesObject) => KubernetesObject | undefined;
    }
  /** 409 for a patch. */
  | { readonly type: 'conflict' }
  /** An admission webhook rejects the patched object with a status of its choice; 400 if it has no code. */
  | {
      readonly type: 'webhook';
      readonly webhook: string;
      readonly message: string;
      readonly code: number;
      readonly reason?: string;
    }
  /** Admission changes the patched object before it is validated and stored, like a MutatingAdmissionPolicy. */
  | { readonly type: 'mutation'; readonly change: (object: KubernetesObject) => KubernetesObject }
  /** The patch is applied, and the socket is destroyed instead of a response. */
  | { readonly type: 'lostAnswer' };

type FaultType = SandboxFault['type'];

/** Selects requests: all given parts have to match. */
interface RequestMatch {
  readonly method?: string;
  /** A part of the path without the query, or an expression. */
  readonly path?: string | RegExp;
  /** Only requests on a reused socket. */
  readonly reused?: boolean;
}

/** A fault, its requests, and their number. */
export interface FaultRule {
  readonly fault: SandboxFault;
  /** Default: every request that the fault can affect. */
  readonly match?: RequestMatch;
  /** The number of requests. Default: 1; `Infinity` until healed. */
  readonly times?: number;
}

/** The properties of a request for the rules. */
export interface FaultSubject {
  readonly method: string;
  readonly path: string;
  readonly reused: boolean;
  readonly does: 'list' | 'patch' | 'other';
}

/** Faults for a single kind of request. */
const ONLY: Partial<Readonly<Record<FaultType, FaultSubject['does']>>> = {
  cut: 'list',
  insertItem: 'list',
  otherWriter: 'patch',
  conflict: 'patch',
  webhook: 'patch',
  mutation: 'patch',
  lostAnswer: 'patch',
};

/** The remaining faults. */
export class FaultBook {
  #rules: { readonly rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? 1 });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The faults for this request, in the order in which they were added; each is counted. */
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

/** The first fault of a type among those of a request. */
export function findFault<Type extends FaultType>(
  faults: readonly SandboxFault[],
  type: Type,
): Extract<SandboxFault, { type: Type }> | undefined {
  return faults.find((fault): fault is Extract<SandboxFault, { type: Type }> => fault.type === type);
}
