/** Scans the clusters of a configuration and shows progress, for `images`, `hold` and `release`. */
import { openClusters } from '../clusters/open-clusters.ts';
import type { Config } from '../config/config.ts';
import { scanFleet, type ScannedCluster } from '../admin/scan-fleet.ts';
import type { ScanFilter } from '../kubernetes/scan.ts';
import type { CliContext } from './cli-context.ts';

/** Undefined if it was interrupted, after printing that. */
export async function scanWithProgress(
  { settings, clusters }: Config,
  filter: ScanFilter,
  { environment, signal, openProgress, timeLimits, note }: CliContext,
): Promise<readonly ScannedCluster[] | undefined> {
  const progress = openProgress('clusters');
  try {
    const sources = openClusters(clusters, { environment });
    const fleet = { settings, sources, watch: progress.show, ...(timeLimits && { timeLimits }) };
    const scans = await scanFleet(fleet, filter, signal);
    if (!signal.aborted) return scans;
  } finally {
    progress.close();
  }
  note('Interrupted. Nothing was changed.\n');
  return undefined;
}
