/**
 * Digests that were deleted from their repository, as Artifact Registry tells of them:
 *
 *     {"action": "DELETE", "digest": "HOST/PATH@sha256:…"}
 *
 * With a `tag` beside it the event is about the tag: the digest may be there under another one.
 */
import { parseImage } from '../names/image-reference.ts';
import { canonicalRepository, type Alias, type Repository } from '../names/repository.ts';
import type { JsonObject } from '../text/json.ts';

export interface DeletedDigest {
  /** Canonical. */
  readonly repository: Repository;
  /** `sha256:…` alone. */
  readonly digest: string;
}

/** The digest that an event says was deleted; undefined for every other event. */
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

/** As the registry writes it: `repository@sha256:…`. */
export function formatDeletedDigest({ repository, digest }: DeletedDigest): string {
  return `${repository}@${digest}`;
}
