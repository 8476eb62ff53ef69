/** What is known of a part of the fleet, and how long that is good for. */
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
  /** Why this is a former answer: new clusters would be missing from it. */
  readonly fault?: UpdaterError;
}

/** @throws UpdaterError where nothing can be told, or the one cluster that was asked for is not there. */
export type Discovery = (request: CacheRequest) => Promise<Discovered>;

/** All in milliseconds. */
const AGES = {
  /** An answer is good for so long, */
  good: 60_000,
  /** is given again even after a failure elsewhere while it is younger than this, */
  young: 10_000,
  /** and serves in place of one that cannot be had until it is this old. */
  former: 3_600_000,
} as const;

/** How long no answer keeps others waiting, in milliseconds; with a former answer at hand they wait less. */
const PATIENCE = { first: 30_000, again: 5_000 } as const;

/**
 * Gives what `ask` answers, to all who want it at one time together. Where it fails, a former answer of at most an
 * hour takes its place, with the fault: nothing that is known has to wait. `name` says in messages what was asked.
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
      // That is an answer too.
      if (fault.reason === 'NoCluster') former = undefined;
      const listing = usable();
      if (listing === undefined) throw fault;
      return { value: { listing, fault }, until: clock.now() + AGES.young };
    }
  };
  return cachedUntilExpiry(name, askNow, { now: clock.now, minAgeMs: AGES.young });
}

/** Clusters of zones that could not be seen are not gone: they are taken from the former answer. */
function withUnseen(listing: ClusterListing, former: ClusterListing | undefined): ClusterListing {
  const { clusters, missingZones } = listing;
  const listed = new Set(clusters.map(({ path }) => path));
  const isUnseen = ({ path, location }: GkeCluster): boolean =>
    !listed.has(path) && missingZones.some((zone) => locationsOverlap(zone, location));
  return { ...listing, clusters: [...clusters, ...(former?.clusters ?? []).filter(isUnseen)] };
}
