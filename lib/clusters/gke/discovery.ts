/** Caches the clusters that the Container API lists, with rules for their age. */
import { toUpdaterError, UpdaterError } from '../../core/errors/updater-error.ts';
import { deadlineWithin } from '../../async/deadline.ts';
import { WALL_CLOCK, type Clock } from '../../async/clock.ts';
import { cachedUntilExpiry, type Expiring, type CacheRequest } from '../../async/cached-value.ts';
import type { RetryOptions } from '../../async/retry.ts';
import type { GkeCluster } from './gke-cluster.ts';
import type { ClusterListing } from './cluster-listing.ts';
import { locationsOverlap } from './location.ts';

export interface Discovered {
  readonly listing: ClusterListing;
  /** Why this is an older listing, from which new clusters are missing. */
  readonly fault?: UpdaterError;
}

/** @throws UpdaterError if nothing is known, or if the requested cluster does not exist. */
export type Discovery = (request: CacheRequest) => Promise<Discovered>;

/** All in milliseconds. */
const AGES = {
  /** A listing is fresh until this age. */
  good: 60_000,
  /** A listing younger than this is reused even if a cluster was unreachable. */
  young: 10_000,
  /** A listing up to this age is used if a new one cannot be read. */
  former: 3_600_000,
} as const;

/** How long callers wait for a new listing, in milliseconds; shorter if an older listing exists. */
const PATIENCE = { first: 30_000, again: 5_000 } as const;

/**
 * Returns the result of `ask`; concurrent callers share one request. If it fails, a listing that is at most an hour old is
 * returned with the error, so that known clusters are still updated. `name` is the request in messages.
 */
export function discovery(
  name: string,
  ask: (options: RetryOptions) => Promise<ClusterListing>,
  clock: Clock = WALL_CLOCK,
): Discovery {
  let former: { readonly listing: ClusterListing; readonly since: number } | undefined;
  const usable = (): ClusterListing | undefined =>
    former !== undefined && clock.now() - former.since <= AGES.former ? former.listing : undefined;
  const askWithin = async (patienceMs: number): Promise<ClusterListing> => {
    const deadline = deadlineWithin(patienceMs, { signal: new AbortController().signal }, clock);
    try {
      return await ask({ ...deadline, clock });
    } catch (thrown) {
      const fault = toUpdaterError(thrown);
      if (fault.reason !== 'OutOfTime') throw fault;
      throw new UpdaterError('Timeout', `${name}: expected an answer within ${patienceMs} ms, got none`, {
        cause: fault,
      });
    }
  };
  const askNow = async (): Promise<Expiring<Discovered>> => {
    const patienceMs = usable() === undefined ? PATIENCE.first : PATIENCE.again;
    try {
      const listing = withUnseen(await askWithin(patienceMs), usable());
      former = { listing, since: clock.now() };
      return { value: { listing }, until: clock.now() + AGES.good };
    } catch (thrown) {
      const fault = toUpdaterError(thrown);
      // "Does not exist" is a result too.
      if (fault.reason === 'NoCluster') former = undefined;
      const listing = usable();
      if (listing === undefined) throw fault;
      return { value: { listing, fault }, until: clock.now() + AGES.young };
    }
  };
  return cachedUntilExpiry(name, askNow, { now: clock.now, minAgeMs: AGES.young });
}

/** Clusters of unreachable zones are kept from the older listing. */
function withUnseen(listing: ClusterListing, former: ClusterListing | undefined): ClusterListing {
  const { clusters, missingZones } = listing;
  const listed = new Set(clusters.map(({ path }) => path));
  const isUnseen = ({ path, location }: GkeCluster): boolean =>
    !listed.has(path) && missingZones.some((zone) => locationsOverlap(zone, location));
  return { ...listing, clusters: [...clusters, ...(former?.clusters ?? []).filter(isUnseen)] };
}
