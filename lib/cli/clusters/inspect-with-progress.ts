/** Inspects the clusters of a configuration and shows progress, for `clusters` and `config check --online`. */
import { openClusters } from '../../clusters/open-clusters.ts';
import type { Config } from '../../config/config.ts';
import { inspectFleet } from '../../admin/inspect/inspect-fleet.ts';
import type { Inspection } from '../../admin/inspect/inspection.ts';
import type { CliContext } from '../cli-context.ts';

/** Undefined if it was interrupted: a partial result would be misleading. */
export async function inspectWithProgress(
  { settings, clusters }: Config,
  { environment, signal, openProgress, timeLimits, note }: CliContext,
): Promise<readonly Inspection[] | undefined> {
  const progress = openProgress('clusters');
  try {
    const sources = openClusters(clusters, { environment });
    const fleet = { settings, sources, watch: progress.show, ...(timeLimits && { timeLimits }) };
    const inspections = await inspectFleet(fleet, signal);
    if (!signal.aborted) return inspections;
  } finally {
    progress.close();
  }
  note('Interrupted. Nothing was changed.\n');
  return undefined;
}
