/** Decides which entry of the configuration updates a GKE cluster if several include it, so that none is updated twice. */
import type { GkeSource } from './config.ts';
import { namesSeveral } from './gke-schema.ts';

/** The location of one or several clusters: segments may be `-`. */
export type Claimed = Pick<GkeSource, 'project' | 'location' | 'labels'> & { readonly name: string };

/** Whether an entry names a single cluster, without `-`. */
export function namesOne({ path }: GkeSource): boolean {
  return !namesSeveral(path);
}

/** Whether an entry includes the cluster. */
export function isClaimedBy(source: GkeSource, { project, location, name, labels }: Claimed): boolean {
  return (
    source.project === project &&
    ['-', location].includes(source.location) &&
    ['-', name].includes(source.cluster) &&
    Object.entries(source.labels).every(([key, value]) => labels[key] === value)
  );
}

/**
 * The entry that updates a cluster: one that names it in full takes precedence over one with `-`, then the first.
 * The result depends only on the configuration and the cluster, so every entry computes the same.
 */
export function claimant(cluster: Claimed, sources: readonly GkeSource[]): GkeSource | undefined {
  const matching = sources.filter((source) => isClaimedBy(source, cluster));
  return matching.find(namesOne) ?? matching[0];
}
