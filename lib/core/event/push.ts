/** A push: the decoded registry event. */
import type { Repository } from '../names/repository.ts';

export interface Push {
  /** In canonical form, for comparison with containers. */
  readonly repository: Repository;
  readonly tag: string;
  /** Only `sha256:…`. */
  readonly digest?: string;
  /** Milliseconds since the epoch, an integer, because RFC 3339 texts cannot be sorted. */
  readonly publishedAt: number;
  /** The id of the message; the same for all deliveries of a push. */
  readonly id: string;
  /** The project of the topic, if the delivery names it. */
  readonly source?: string;
  /** Where it comes from; undefined: an event or a call. */
  readonly trigger?: 'reconcile';
  /** The caller of the HTTP API, or the person who runs a command. */
  readonly caller?: string;
  /**
   * For a push without a digest: whether it may also replace an image that has a digest by a plain tag. Only a person can set
   * it, not a registry event or a message.
   */
  readonly unpinned?: boolean;
  /** A person requested that `limits` do not apply. */
  readonly ignoreLimit?: boolean;
}

/** Clock difference that is not reported, in milliseconds: much more than that of synchronized clocks. */
export const CLOCK_SKEW_MS = 60_000;

/** The pushed image in its written form: `repository:tag@sha256:…`. */
export function formatImage({ repository, tag, digest }: Push): string {
  return digest === undefined ? `${repository}:${tag}` : `${repository}:${tag}@${digest}`;
}

/** A time and the digest that was pushed then, as far as known. */
export interface Moment {
  readonly time: number;
  readonly digest: string | undefined;
}

/** Whether `a` was pushed after `b`. In the same millisecond the greater digest counts as newer. */
export function isNewer(a: Moment, b: Moment): boolean {
  return a.time !== b.time ? a.time > b.time : (a.digest ?? '') > (b.digest ?? '');
}
