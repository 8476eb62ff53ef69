/** A GKE entry as a source of clusters: discovers them with the Container API and opens them. */
import type { GkeSource } from '../../config/config.ts';
import { claimant, namesOne } from '../../config/gke-claim.ts';
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import type { NamespaceSelection } from '../../core/settings.ts';
import type { GoogleIdentity } from '../../google-auth/google-identity.ts';
import type { Cluster, ClusterSource, FoundClusters, MissingCluster } from '../../kubernetes/cluster.ts';
import type { Discovered, Discovery } from './discovery.ts';
import { chooseEndpoint } from './choose-endpoint.ts';
import type { GkeCluster } from './gke-cluster.ts';
import { missingClusterErrors, clusterNotFoundError } from './missing-clusters.ts';
import { openCluster, type OpenCluster, type OpenOptions } from './open-cluster.ts';
import { toOrigin } from './origin.ts';
import { requireServing } from './require-serving.ts';

export interface GkeEntry {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
  /** Its path in the configuration: `clusters[0]`. */
  readonly entry: string;
  readonly source: GkeSource;
  /** All GKE entries of the configuration, including this one, because each cluster belongs to one entry. */
  readonly others: readonly GkeSource[];
}

/**
 * The source of an entry. `discover` uses the same identity. A cluster has the name of the entry if the entry names it in
 * full, else `P/L/C`.
 */
export function gkeSource(entry: GkeEntry, identity: GoogleIdentity, discover: Discovery): ClusterSource {
  const { name, source, others } = entry;
  const opening = openOptionsFor(source, identity, discover);
  const opened = new Map<string, OpenCluster>();
  const find: ClusterSource['find'] = async ({ signal }) => {
    if (isDoneByAnother(source, others)) return NOTHING;
    const discovered = await discover({ forceRefresh: false, signal });
    forgetOthers(opened, discovered.listing.clusters);
    return resolveListing(discovered, entry, (cluster) => open(cluster, entry, opened, opening));
  };
  return { name, origin: { entry: entry.entry, way: source.path }, find };
}

const NOTHING: FoundClusters = { clusters: [], missing: [] };

/** Whether an earlier entry names the same single cluster: then no request is needed. */
function isDoneByAnother(source: GkeSource, others: readonly GkeSource[]): boolean {
  if (!namesOne(source)) return false;
  return claimant({ ...source, name: source.cluster }, others) !== source;
}

function openOptionsFor(
  source: GkeSource,
  { token, member }: GoogleIdentity,
  discover: Discovery,
): OpenOptions {
  const choose: OpenOptions['choose'] = (cluster) => {
    requireServing(cluster);
    return chooseEndpoint(cluster, source.endpoint);
  };
  const lookAgain: OpenOptions['lookAgain'] = async (path, signal) => {
    const { listing } = await discover({ forceRefresh: true, signal });
    const cluster = listing.clusters.find((each) => each.path === path);
    if (cluster === undefined) throw clusterNotFoundError(path, source);
    return cluster;
  };
  return { choose, token, member, lookAgain };
}

function resolveListing(
  discovered: Discovered,
  { name, source, others }: GkeEntry,
  openEach: (cluster: GkeCluster) => Cluster | MissingCluster,
): FoundClusters {
  const mine = discovered.listing.clusters.filter((cluster) => claimant(cluster, others) === source);
  const found = mine.map(openEach);
  const missed = missingClusterErrors(source, discovered).map((fault) => ({ name, fault }));
  return {
    clusters: found.flatMap((each) => ('transport' in each ? [each] : [])),
    missing: [...found.flatMap((each) => ('fault' in each ? [each] : [])), ...missed],
  };
}

// An event that still uses a removed cluster keeps its transport.
function forgetOthers(opened: Map<string, OpenCluster>, clusters: readonly GkeCluster[]): void {
  const paths = new Set(clusters.map(({ path }) => path));
  for (const path of opened.keys()) if (!paths.has(path)) opened.delete(path);
}

function open(
  cluster: GkeCluster,
  { name, namespaces, entry, source }: GkeEntry,
  opened: Map<string, OpenCluster>,
  opening: OpenOptions,
): Cluster | MissingCluster {
  const { project, location, path } = cluster;
  const called = namesOne(source) ? name : `${project}/${location}/${cluster.name}`;
  try {
    const each = opened.get(path) ?? openCluster(cluster, opening);
    const origin = toOrigin(entry, cluster, each.describe(cluster));
    opened.set(path, each);
    return { name: called, namespaces, transport: each.transport, origin };
  } catch (thrown) {
    return { name: called, fault: toUpdaterError(thrown), origin: toOrigin(entry, cluster) };
  }
}
