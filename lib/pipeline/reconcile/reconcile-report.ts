/** The last step: the report of the run, from what each step found. */
import type { Push } from '../../core/event/push.ts';
import type { ReconcileReport, ReconciledRepository } from '../../core/report/reconcile-report.ts';
import { reportCluster, type Report } from '../../core/report/report.ts';
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
  const pushes = oldestFirst([...new Set([...rows, ...selected.faults].map(({ push }) => push))]);
  const scanned = new Map(survey.clusters.map((read) => [read.cluster.name, read.scanned]));
  return pushes.map((push) => ({ push, clusters: clusterReports(push, { rows, selected, scanned }) }));
}

function clusterReports(
  push: Push,
  {
    rows,
    selected,
    scanned,
  }: Pick<ReconcileSteps, 'selected'> & {
    readonly rows: readonly PlacedOutcomes[];
    readonly scanned: ReadonlyMap<string, number>;
  },
): Report['clusters'] {
  const here = rows.filter((each) => each.push === push);
  const faults = selected.faults.filter((each) => each.push === push);
  const clusters = new Set([...here, ...faults].map(({ cluster }) => cluster));
  return [...clusters].map((cluster) =>
    reportCluster(
      cluster,
      scanned.get(cluster) ?? 0,
      here.filter((each) => each.cluster === cluster).flatMap((each) => each.outcomes),
      faults.filter((each) => each.cluster === cluster).map(({ fault }) => fault),
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
