/**
 * Digests that were deleted from their repository, in events of Artifact Registry:
 *
 *     {"action": "DELETE", "digest": "HOST/PATH@sha256:…"}
 *
 * With a `tag` the event is about the tag: the digest may exist under another one.
 */
import { parseImage } from '../names/image-reference.ts';
import { canonicalRepository, type Alias, type Repository } from '../names/repository.ts';
import type { JsonObject } from '../text/json.ts';

export interface DeletedDigest {
  /** In canonical form. */
  readonly repository: Repository;
  /** Only `sha256:…`. */
  readonly digest: string;
}

/** The deleted digest of an event; undefined for every other event. */
export function readDeletedDigest(
  { action, tag, digest: text }: JsonObject,
  aliases: readonly Alias[],
): DeletedDigest | undefined {
  if (action !== 'DELETE' || tag !== undefined || typeof text !== 'string') return undefined;
  const parsed = parseImage(text);
  if ('invalid' in parsed || parsed.image.digest === undefined || parsed.image.tag !== undefined)
    return undefined;
  return { repository: canonicalRepository(parsed.image, aliases), digest: parsed.image.digest };
}

/** In the form of the registry: `repository@sha256:…`. */
export function formatDeletedDigest({ repository, digest }: DeletedDigest): string {
  return `${repository}@${digest}`;
}
