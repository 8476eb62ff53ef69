/** Why an entry may stand for more clusters than were found. */
import type { GkeSource } from '../../config/config.ts';
import { namesOne } from '../../config/gke-claim.ts';
import { Fault } from '../../core/errors/fault.ts';
import { printable } from '../../core/text/printable.ts';
import type { Discovered } from './discovery.ts';
import { overlap } from './location.ts';

/** The faults, none where all is known. */
export function missedBy(source: GkeSource, { listing, fault }: Discovered): Fault[] {
  const { clusters, odd } = listing;
  const missingZones = listing.missingZones.filter((zone) => overlap(zone, source.location));
  const faults: Fault[] = [];
  // Of one cluster that is named there is nothing new to be missed.
  if (fault !== undefined && !namesOne(source)) faults.push(fault);
  if (odd.length > 0) faults.push(new Fault('UnexpectedAnswer', `${source.path}: ${firstOf(odd)}`));
  if (missingZones.length > 0)
    faults.push(new Fault('MissingZones', `${source.path}: ${firstOf(missingZones)}`));
  const isThere = source.cluster === '-' || clusters.some(({ name }) => name === source.cluster);
  return isThere || faults.length > 0 ? faults : [noCluster(source.path, source)];
}

/** That a cluster is not, or not any more, in what the Container API tells. */
export function noCluster(path: string, { project }: GkeSource): Fault {
  return new Fault('NoCluster', `${path}: the Container API knows no such cluster`, {
    terms: { PROJECT: project },
  });
}

const SHOWN = 10;

function firstOf(texts: readonly string[]): string {
  const rest = texts.length - SHOWN;
  return printable(texts.slice(0, SHOWN).join(', '), 512) + (rest > 0 ? `, and ${rest} more` : '');
}
