/** A GKE entry as a source of clusters: what the Container API says, opened. */
import type { GkeSource } from '../../config/config.ts';
import type { NamespaceSelection } from '../../core/settings.ts';
import type { GoogleIdentity } from '../../google/identity.ts';
import type { ClusterSource } from '../../kubernetes/cluster.ts';
import type { Surroundings } from '../surroundings.ts';

export interface GkeEntry {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
  /** Its place in the configuration: `clusters[0]`. */
  readonly entry: string;
  readonly source: GkeSource;
  /** All GKE entries of the configuration, this one among them: a cluster belongs to one. */
  readonly others: readonly GkeSource[];
}

export function gkeSource(entry: GkeEntry, identity: GoogleIdentity, surroundings: Surroundings): ClusterSource {
  throw new Error(`not built yet: ${String(entry)} ${String(identity)} ${String(surroundings)}`);
}
