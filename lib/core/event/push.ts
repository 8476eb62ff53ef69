/** A push: what a registry event says, once it is understood. */
import type { Repository } from '../names/repository.ts';

export interface Push {
  /** Canonical: what containers are compared with. */
  readonly repository: Repository;
  readonly tag: string;
  /** `sha256:…` alone. */
  readonly digest?: string;
  /** Milliseconds since the epoch, an integer: RFC 3339 texts do not sort. */
  readonly publishedAt: number;
  /** The id of the message; two deliveries of one push carry the same. */
  readonly id: string;
  /** The project of the topic that it came from, where the delivery names it. */
  readonly source?: string;
  /** Who told of it over HTTP. */
  readonly caller?: string;
  /**
   * Of a push without a digest: whether it may also put a plain tag in the place of an image that carries a digest.
   * Nothing that a registry or a message says sets it, only a person who asks for it.
   */
  readonly unpinned?: boolean;
  /** A person wants it whatever `limits` say. */
  readonly ignoreLimit?: boolean;
}

/** By how many milliseconds clocks may differ without a word: far more than those do that are kept in step. */
export const CLOCK_SKEW_MS = 60_000;

/** The image that was pushed, as it would be written: `repository:tag@sha256:…`. */
export function formatImage({ repository, tag, digest }: Push): string {
  return digest === undefined ? `${repository}:${tag}` : `${repository}:${tag}@${digest}`;
}

/** A time and the digest pushed then, as far as known. */
export interface Moment {
  readonly time: number;
  readonly digest: string | undefined;
}

/** Whether `a` was pushed after `b`. Of two pushes of one millisecond the greater digest counts as the newer. */
export function isNewer(a: Moment, b: Moment): boolean {
  return a.time !== b.time ? a.time > b.time : (a.digest ?? '') > (b.digest ?? '');
}
