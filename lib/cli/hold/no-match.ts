/** Why `hold` and `release` found nothing: an unknown cluster, an excluded namespace, or no such workload. */
import { selects } from '../../core/settings.ts';
import { printable } from '../../core/text/printable.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { ScannedCluster } from '../../admin/scan-fleet.ts';
import type { HoldSelection, HoldTarget } from './target.ts';

const NAMES_SHOWN = 10;

/** Names of clusters for a line of text: the first ten, and the number of the others. */
function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => printable(name));
  const more = names.length > NAMES_SHOWN ? [`${names.length - NAMES_SHOWN} more`] : [];
  return [...shown, ...more].join(', ');
}

/** `expected …, got …` if `--cluster` matches no cluster; undefined if it matches one. */
export function unknownCluster(
  { cluster }: Pick<HoldTarget, 'cluster'>,
  { clusters }: Pick<HoldSelection, 'clusters'>,
  scans: readonly Pick<ScannedCluster, 'name'>[],
): string | undefined {
  const names = scans.map(({ name }) => name);
  if (cluster === undefined || names.some((name) => clusters.matches(name))) return undefined;
  const known = names.length === 0 ? 'none is configured, or none was found' : listNames(names);
  return `expected --cluster to match one of the clusters (${known}), got ${printable(cluster)}`;
}

/** The clusters whose configuration excludes this namespace, so that its workloads were not read. */
export function clustersWithoutNamespace(
  namespace: string,
  scans: readonly { readonly name: string; readonly cluster?: Pick<Cluster, 'namespaces'> }[],
): readonly string[] {
  return scans.flatMap(({ name, cluster }) =>
    cluster === undefined || selects(cluster.namespaces, namespace) ? [] : [name],
  );
}

/** That the workload is in none of the clusters that were searched, where others leave its namespace out. */
export function noMatchText(
  namespace: string,
  scans: readonly { readonly name: string; readonly cluster?: Pick<Cluster, 'namespaces'> }[],
): string | undefined {
  const left = new Set(clustersWithoutNamespace(namespace, scans));
  const searched = scans.flatMap(({ name, cluster }) =>
    cluster === undefined || left.has(name) ? [] : [name],
  );
  return left.size === 0 || searched.length === 0
    ? undefined
    : `No workload matches in ${listNames(searched)}.`;
}
