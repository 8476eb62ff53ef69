/** Why an entry may stand for more clusters than were found. */
import type { GkeSource } from '../../config/config.ts';
import { namesOne } from '../../config/gke-claim.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { printable } from '../../core/text/printable.ts';
import type { Discovered } from './discovery.ts';
import { locationsOverlap } from './location.ts';

/** The faults, none where all is known. */
export function missingClusterErrors(source: GkeSource, { listing, fault }: Discovered): UpdaterError[] {
  const { clusters, invalid } = listing;
  const missingZones = listing.missingZones.filter((zone) => locationsOverlap(zone, source.location));
  const faults: UpdaterError[] = [];
  // Of one cluster that is named there is nothing new to be missed.
  if (fault !== undefined && !namesOne(source)) faults.push(fault);
  if (invalid.length > 0)
    faults.push(new UpdaterError('UnexpectedAnswer', `${source.path}: ${firstTexts(invalid)}`));
  if (missingZones.length > 0)
    faults.push(new UpdaterError('MissingZones', `${source.path}: ${firstTexts(missingZones)}`));
  const isThere = source.cluster === '-' || clusters.some(({ name }) => name === source.cluster);
  return isThere || faults.length > 0 ? faults : [clusterNotFoundError(source.path, source)];
}

/** That a cluster is not, or not any more, in what the Container API tells. */
export function clusterNotFoundError(path: string, { project }: GkeSource): UpdaterError {
  return new UpdaterError(
    'NoCluster',
    `${path}: expected this cluster in the answer of the Container API, got none of this name`,
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
