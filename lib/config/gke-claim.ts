/** Which entry of the configuration works on a GKE cluster, where several name it: none does so twice. */
import type { GkeSource } from './config.ts';
import { namesSeveral } from './gke-schema.ts';

/** What an entry may name of a cluster; all that another entry stands for is one too, with `-` where it has one. */
export type Claimed = Pick<GkeSource, 'project' | 'location' | 'labels'> & { readonly name: string };

/** Whether an entry names one cluster in full, rather than finds what there is. */
export function namesOne({ path }: GkeSource): boolean {
  return !namesSeveral(path);
}

/** Whether the cluster is one of those that an entry stands for. */
export function isClaimedBy(source: GkeSource, { project, location, name, labels }: Claimed): boolean {
  return (
    source.project === project &&
    ['-', location].includes(source.location) &&
    ['-', name].includes(source.cluster) &&
    Object.entries(source.labels).every(([key, value]) => labels[key] === value)
  );
}

/**
 * The entry that works on a cluster: one that names it in full before one that finds it; of several, the first.
 * It depends on nothing but the configuration and the cluster, so all entries come to the same.
 */
export function claimant(cluster: Claimed, sources: readonly GkeSource[]): GkeSource | undefined {
  const matching = sources.filter((source) => isClaimedBy(source, cluster));
  return matching.find(namesOne) ?? matching[0];
}
