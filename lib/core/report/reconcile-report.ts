/** The report of a reconcile run: what was missed, by repository. */
import type { Repository } from '../names/repository.ts';
import type { SkipReason } from '../errors/reason.ts';
import { countContainers, listFailures, type ClusterFault, type Report } from './report.ts';

export interface ReconcileReport {
  /** The followed repositories whose registry can be listed, by name. */
  readonly repositories: readonly ReconciledRepository[];
  /** Followed repositories of other registries, which have no listing with upload times; by name. */
  readonly unlistable: readonly Repository[];
  /** Clusters, or parts of them, that could not be read. */
  readonly faults: readonly (ClusterFault & { readonly cluster: string })[];
}

export interface ReconciledRepository {
  readonly repository: Repository;
  /** The number of listed tags. */
  readonly tags: number;
  /** Why it was not listed; nothing of it is changed then. */
  readonly fault?: ClusterFault;
  /** A report for each missed push, the oldest first, and for each that is skipped: behind, or waiting for a gate. */
  readonly reports: readonly Report[];
}

/** All reports, by repository. */
export function listReports({ repositories }: ReconcileReport): readonly Report[] {
  return repositories.flatMap(({ reports }) => reports);
}

/** The faults of repositories and clusters, and the failures of workloads. */
export function hasFailures(report: ReconcileReport): boolean {
  return (
    report.faults.length > 0 ||
    report.repositories.some(
      ({ fault, reports }) => fault !== undefined || reports.some((each) => listFailures(each).length > 0),
    )
  );
}

/** What a run found and did, in numbers. */
export function reconcileCounts(reconciled: ReconcileReport) {
  const reports = listReports(reconciled);
  const clusters = reports.flatMap((report) => report.clusters);
  const total = (result: Parameters<typeof countContainers>[1]): number =>
    clusters.reduce((sum, cluster) => sum + countContainers(cluster, result), 0);
  const skips = (reason: SkipReason): number =>
    clusters
      .flatMap(({ skipped }) => skipped)
      .reduce((sum, each) => sum + (each.reason === reason ? each.count : 0), 0);
  return {
    repositories: reconciled.repositories.length,
    tags: reconciled.repositories.reduce((sum, { tags }) => sum + tags, 0),
    updated: total('updated'),
    planned: total('planned'),
    failed: total('failed'),
    left: skips('NextRun'),
    beyondLimit: skips('TooMany'),
    behind: skips('Behind'),
    waiting: skips('NoTick'),
  };
}
