/**
 * GKE entries whose clusters an earlier entry includes. Several entries may include a cluster, which is updated once
 * (gke-claim.ts). The namespaces, endpoint and account of the later entry then have no effect.
 */
import { excerpt, type Complaint } from './complaint.ts';
import type { ClusterEntry, GkeSource } from './config.ts';
import { isClaimedBy, namesOne } from './gke-claim.ts';

/** A warning for each such entry. */
export function shadowedEntries(clusters: readonly ClusterEntry[]): readonly Complaint[] {
  return clusters.flatMap(({ source }, index) => {
    if (source.type !== 'gke') return [];
    const first = clusters.findIndex((each) => each.source.type === 'gke' && standsFor(each.source, source));
    if (first >= index) return [];
    return {
      code: 'SameCluster',
      path: `clusters[${index}].gke`,
      expected: `clusters that clusters[${first}] does not include: this entry has no effect`,
      received: excerpt(source.path),
    };
  });
}

/** Whether the entry includes all clusters of `other`, if the entry comes first. */
function standsFor(entry: GkeSource, other: GkeSource): boolean {
  // An entry that names its cluster in full takes precedence at every position.
  return namesOne(entry) === namesOne(other) && isClaimedBy(entry, { ...other, name: other.cluster });
}
