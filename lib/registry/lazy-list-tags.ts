/** Loads what lists registries when it is used first. */
import type { GoogleTokensOptions } from './google-tokens.ts';
import type { ListTags } from './tag-listing.ts';

/** The listings of a process, which share connections and tokens. */
export function lazyListTags(options: GoogleTokensOptions): ListTags {
  let opened: Promise<ListTags> | undefined;
  return async (...given) => (await (opened ??= openListTags(options)))(...given);
}

async function openListTags(options: GoogleTokensOptions): Promise<ListTags> {
  const [{ openListings }, { listTags }] = await Promise.all([
    import('./artifact-registry/open-listings.ts'),
    import('./list-tags.ts'),
  ]);
  const listings = openListings(options);
  return (repositories, deadline, onListed) => listTags(repositories, listings, deadline, onListed);
}
