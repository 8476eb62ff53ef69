/** What the registry says about a push that has no digest. */
import type { UpdaterError } from '../errors/updater-error.ts';
import type { Push } from './push.ts';

/** `off`: the configuration forbids asking. */
export type DigestLookup =
  | { readonly is: 'found'; readonly digest: string }
  | { readonly is: 'off' }
  | { readonly is: 'failed'; readonly fault: UpdaterError };

/** What is looked up. */
export type TaggedImage = Pick<Push, 'repository' | 'tag'>;

/** The push with the digest that was found. It removes no digest, so the permission to do so is no longer needed. */
export function withDigest(push: Push, digest: string): Push {
  const found: Push = { ...push, digest };
  const { unpinned, ...rest } = found;
  return unpinned === undefined ? found : rest;
}
