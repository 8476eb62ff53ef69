/** The last step: the report of the run, from what each step found. */
import type { ReconcileReport, ReconciledRepository } from '../../core/report/reconcile-report.ts';
import { reportCluster, type ClusterFault, type Report } from '../../core/report/report.ts';
import { oldestFirst } from '../../core/plan/fold-pushes.ts';
import type { ListedTags, MissedUpdates, PlacedOutcomes, SelectedUpdates, Survey } from './context.ts';

/** What the steps found. */
export interface ReconcileSteps {
  readonly survey: Survey;
  readonly listed: ListedTags;
  readonly missed: MissedUpdates;
  readonly selected: SelectedUpdates;
  readonly outcomes: readonly PlacedOutcomes[];
}

export function reconcileReport(steps: ReconcileSteps): ReconcileReport {
  const { survey, listed, missed } = steps;
  const reports = Map.groupBy(pushReports(steps), ({ push }) => push.repository);
  const listedOnes = [...listed.tags].map(([repository, { pushes }]): ReconciledRepository => ({
    repository,
    tags: pushes.length,
    reports: reports.get(repository) ?? [],
  }));
  const failed = [...listed.faults].map(([repository, fault]): ReconciledRepository => ({
    repository,
    tags: 0,
    fault,
    reports: [],
  }));
  return {
    repositories: [...listedOnes, ...failed].toSorted((a, b) => (a.repository < b.repository ? -1 : 1)),
    unlistable: listed.unlistable,
    faults: withoutRepeats([...survey.faults, ...missed.faults]),
  };
}

/** A report for each push that has outcomes, the oldest first. */
function pushReports({ survey, missed, selected, outcomes }: ReconcileSteps): readonly Report[] {
  const rows: readonly PlacedOutcomes[] = [
    ...outcomes,
    ...selected.skipped,
    ...missed.skipped.map(({ cluster, push, skipped }) => ({ cluster, push, outcomes: [skipped] })),
  ];
  const byPush = Map.groupBy([...rows, ...selected.faults.map(toRow)], ({ push }) => push);
  const scanned = new Map(survey.clusters.map((read) => [read.cluster.name, read.scanned]));
  return oldestFirst([...byPush.keys()]).map((push) => ({
    push,
    clusters: clusterReports(byPush.get(push) ?? [], scanned),
  }));
}

/** The outcomes of a push in a cluster, or faults of all its workloads there. */
type ReportRow = PlacedOutcomes & { readonly faults?: readonly ClusterFault[] };

function toRow({ cluster, push, fault }: SelectedUpdates['faults'][number]): ReportRow {
  return { cluster, push, outcomes: [], faults: [fault] };
}

function clusterReports(
  rows: readonly ReportRow[],
  scanned: ReadonlyMap<string, number>,
): Report['clusters'] {
  return [...Map.groupBy(rows, ({ cluster }) => cluster)].map(([cluster, here]) =>
    reportCluster(
      cluster,
      scanned.get(cluster) ?? 0,
      here.flatMap(({ outcomes }) => outcomes),
      here.flatMap(({ faults = [] }) => faults),
    ),
  );
}

/** A list that fails does so in both scans. */
function withoutRepeats(faults: Survey['faults']): Survey['faults'] {
  const seen = new Map(
    faults.map((fault) => [[fault.cluster, fault.where, fault.reason].join('\n'), fault] as const),
  );
  return [...seen.values()];
}
