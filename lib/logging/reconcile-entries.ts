/** Log entries of a reconcile run: those of each missed push, the registries and clusters that were not read, a summary. */
import type { Delivery } from '../core/event/delivery.ts';
import { REASONS, type SkipReason } from '../core/errors/reason.ts';
import type { Reconciled } from '../core/report/event-result.ts';
import {
  hasFailures,
  listReports,
  reconcileCounts,
  type ReconcileReport,
} from '../core/report/reconcile-report.ts';
import type { ClusterFault, Report } from '../core/report/report.ts';
import { explainReason } from '../report/explain-reason.ts';
import { deliveryFields, eventLabels } from './event-fields.ts';
import type { LogEntry } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';
import { CONTAINERS_A_LINE, reportEntries } from './report-entries.ts';

// A line may have 256 KB, and a repository 255 characters.
const MAX_REPOSITORIES = 200;

const QUIET_SKIPS = [
  ['Behind', 'Tags point to older digests'],
  ['NextRun', 'Missed pushes wait for the next run'],
  ['NoTick', 'Pushes wait for gates'],
] as const satisfies readonly (readonly [SkipReason, message: string])[];

/** The entries of a run, in reading order. Failures are retried by the next run. */
export function* reconcileEntries(result: Reconciled): Generator<LogEntry> {
  const { delivery, reconciled } = result;
  const [quiet, missed] = divide(listReports(reconciled), isQuiet);
  for (const report of missed) yield* missedEntries(report, delivery);
  yield* quietEntries(quiet, delivery);
  for (const { repository, fault } of reconciled.repositories)
    if (fault !== undefined)
      yield faultEntry('Repository not listed', fault, { labels: eventLabels(delivery), repository });
  for (const { cluster, ...fault } of reconciled.faults)
    yield faultEntry('Cluster not read in full', fault, { labels: { ...eventLabels(delivery), cluster } });
  yield reconcileSummary(result);
}

function* missedEntries(report: Report, delivery: Delivery): Generator<LogEntry> {
  for (const entry of reportEntries({ status: 'completed', delivery, report }))
    yield entry.message === 'Event handled' ? { ...entry, message: 'Missed push handled' } : entry;
}

/** One line for all containers that are skipped for the reason, because each run may find thousands, and finds them again. */
function* quietEntries(reports: readonly Report[], delivery: Delivery): Generator<LogEntry> {
  for (const [reason, message] of QUIET_SKIPS) {
    const skips = reports.flatMap(({ push, clusters }) =>
      clusters.flatMap(({ cluster, skipped }) =>
        skipped.filter((each) => each.reason === reason).map((each) => ({ ...each, cluster, push })),
      ),
    );
    if (skips.length === 0) continue;
    const containers = skips.flatMap(({ cluster, push, examples }) =>
      examples.map(({ workload, container, image, detail }) => ({
        cluster,
        ...workload,
        container,
        image,
        listed: push.digest,
        detail,
      })),
    );
    yield {
      severity: 'INFO',
      message,
      labels: { ...eventLabels(delivery), reason },
      fields: {
        count: skips.reduce((sum, { count }) => sum + count, 0),
        containers: containers.slice(0, CONTAINERS_A_LINE),
        ...reasonFields(explainReason(reason, REASONS[reason].message)),
      },
    };
  }
}

/** Nothing was done for the push, and a line of its own says no more. */
function isQuiet({ clusters }: Report): boolean {
  return (
    clusters.every(
      ({ updated, alreadyApplied, failed, faults }) =>
        [...updated, ...alreadyApplied, ...failed, ...faults].length === 0,
    ) &&
    clusters.some(({ skipped }) =>
      skipped.some(({ reason }) => QUIET_SKIPS.some(([quiet]) => quiet === reason)),
    )
  );
}

function divide<T>(
  items: readonly T[],
  isFirst: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function faultEntry(
  message: string,
  { where, reason, detail, terms }: ClusterFault,
  { labels, ...subject }: { readonly labels: LogEntry['labels']; readonly repository?: string },
): LogEntry {
  return {
    severity: REASONS[reason].kind === 'transient' ? 'WARNING' : 'ERROR',
    message,
    labels: { ...labels, reason },
    fields: { ...subject, where, ...reasonFields(explainReason(reason, detail, terms)) },
  };
}

/** The summary entry. */
export function reconcileSummary({ delivery, reconciled }: Reconciled): LogEntry {
  const failed = reconciled.repositories.filter(({ fault }) => fault !== undefined).length;
  return {
    severity: hasFailures(reconciled) ? 'WARNING' : 'INFO',
    message: 'Reconcile finished',
    labels: eventLabels(delivery),
    fields: {
      ...reconcileCounts(reconciled),
      notListed: failed,
      faults: reconciled.faults.length,
      ...unlistable(reconciled),
      ...deliveryFields(delivery),
    },
  };
}

function unlistable({ unlistable: repositories }: ReconcileReport) {
  return repositories.length === 0 ? {} : { otherRegistries: repositories.slice(0, MAX_REPOSITORIES) };
}
