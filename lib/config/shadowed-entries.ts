/**
 * GKE entries of which an earlier one does all the work. Several may name one cluster, and it is worked on once
 * (gke-claim.ts); but the namespaces, endpoint and account of the later ones then count nowhere.
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
      expected: `other clusters than those of clusters[${first}], which works on them: this entry does nothing`,
      received: excerpt(source.path),
    };
  });
}

/** Whether all that `other` names or finds is the entry's, where the entry comes first. */
function standsFor(entry: GkeSource, other: GkeSource): boolean {
  // One that names its cluster in full goes before all that find it, wherever it stands.
  return namesOne(entry) === namesOne(other) && isClaimedBy(entry, { ...other, name: other.cluster });
}
