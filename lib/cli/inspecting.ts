/** Inspecting the clusters of a configuration, with progress: what `clusters` and `config check --online` share. */
import { openClusters } from '../clusters/open.ts';
import type { ClusterEntry, Config } from '../config/config.ts';
import { Fault } from '../core/fault.ts';
import { inspectFleet } from '../kubernetes/inspect/inspect-fleet.ts';
import type { Inspection } from '../kubernetes/inspect/inspection.ts';
import type { Surroundings } from './surroundings.ts';

/** Undefined where it was interrupted: what is known by then is not the truth. */
export async function inspectClusters(
  { settings, clusters }: Config,
  { environment, signal, openProgress, budgets, note }: Surroundings,
): Promise<readonly Inspection[] | undefined> {
  const progress = await openProgress('clusters');
  try {
    const sources = openClusters(clusters, { environment });
    const whenEmpty = (index: number): Fault | undefined => whyNone(clusters[index]);
    const fleet = { settings, sources, watch: progress.show, whenEmpty, ...(budgets && { budgets }) };
    const inspections = await inspectFleet(fleet, signal);
    if (!signal.aborted) return inspections;
  } finally {
    progress.close();
  }
  note('Interrupted. Nothing was changed.\n');
  return undefined;
}

/** Another entry may have what this one names; only one that asks for all that are found has to find any. */
export function whyNone(entry: ClusterEntry | undefined): Fault | undefined {
  if (entry?.source.type !== 'gke' || entry.source.cluster !== '-') return undefined;
  const { path, project: PROJECT } = entry.source;
  const message = `${path}: expected at least one cluster that no other entry names, found none`;
  return new Fault('NoCluster', message, { terms: { PROJECT } });
}
