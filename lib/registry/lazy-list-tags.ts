/** Loads what lists registries when it is used first. */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { GoogleTokensOptions } from './google-tokens.ts';
import type { ListTags } from './tag-listing.ts';

/** The listings of a process, which share connections and tokens. Never rejects: an invalid address of the API is a fault. */
export function lazyListTags(options: GoogleTokensOptions): ListTags {
  let opened: Promise<ListTags> | undefined;
  return async (repositories, ...more) => {
    try {
      return await (
        await (opened ??= openListTags(options))
      )(repositories, ...more);
    } catch (thrown) {
      return [{ repositories: [...repositories].toSorted(), fault: toUpdaterError(thrown) }];
    }
  };
}

async function openListTags(options: GoogleTokensOptions): Promise<ListTags> {
  const [{ openListings }, { listTags }] = await Promise.all([
    import('./artifact-registry/open-listings.ts'),
    import('./list-tags.ts'),
  ]);
  const listings = openListings(options);
  return (repositories, deadline, onListed) => listTags(repositories, listings, deadline, onListed);
}
