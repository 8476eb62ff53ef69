/** Why clusters of an entry may be missing from a listing. */
import type { GkeSource } from '../../config/config.ts';
import { namesOne } from '../../config/gke-claim.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { printable } from '../../core/text/printable.ts';
import type { Discovered } from './discovery.ts';
import { locationsOverlap } from './location.ts';

/** The errors; empty if the listing is complete. */
export function missingClusterErrors(source: GkeSource, { listing, fault }: Discovered): UpdaterError[] {
  const { clusters, invalid } = listing;
  const missingZones = listing.missingZones.filter((zone) => locationsOverlap(zone, source.location));
  const faults: UpdaterError[] = [];
  // An entry with a single cluster cannot miss new ones.
  if (fault !== undefined && !namesOne(source)) faults.push(fault);
  if (invalid.length > 0)
    faults.push(new UpdaterError('UnexpectedAnswer', `${source.path}: ${firstTexts(invalid)}`));
  if (missingZones.length > 0)
    faults.push(new UpdaterError('MissingZones', `${source.path}: ${firstTexts(missingZones)}`));
  const isThere = source.cluster === '-' || clusters.some(({ name }) => name === source.cluster);
  return isThere || faults.length > 0 ? faults : [clusterNotFoundError(source.path, source)];
}

/** The error about a cluster that the Container API does not list, or no longer lists. */
export function clusterNotFoundError(path: string, { project }: GkeSource): UpdaterError {
  return new UpdaterError(
    'NoCluster',
    `${path}: expected this cluster in the response of the Container API, got none of this name`,
    {
      terms: { PROJECT: project },
    },
  );
}

const SHOWN = 10;

function firstTexts(texts: readonly string[]): string {
  const rest = texts.length - SHOWN;
  return printable(texts.slice(0, SHOWN).join(', '), 512) + (rest > 0 ? `, and ${rest} more` : '');
}
