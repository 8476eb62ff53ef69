/** Log entries of a reconcile run: those of each missed push, the registries and clusters that were not read, a summary. */
import type { Delivery } from '../core/event/delivery.ts';
import { REASONS } from '../core/errors/reason.ts';
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
import { reportEntries } from './report-entries.ts';

// A line may have 256 KB, and a repository 255 characters.
const MAX_REPOSITORIES = 200;
const CONTAINERS_A_LINE = 40;

/** The entries of a run, in reading order. Failures are retried by the next run. */
export function* reconcileEntries(result: Reconciled): Generator<LogEntry> {
  const { delivery, reconciled } = result;
  const reports = listReports(reconciled);
  for (const report of reports) if (loneSkip(report) === undefined) yield* missedEntries(report, delivery);
  for (const [reason, message] of LONE_SKIPS) {
    const skipped = reports.filter((report) => loneSkip(report) === reason);
    if (skipped.length > 0) yield skippedEntry(message, reason, skipped, delivery);
  }
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

/** Each run finds these again, so that they have one line for all. */
const LONE_SKIPS = [
  ['Behind', 'Tags point to older digests'],
  ['NoTick', 'Pushes wait for gates'],
] as const;

type LoneSkip = (typeof LONE_SKIPS)[number][0];

function skippedEntry(
  message: string,
  reason: LoneSkip,
  reports: readonly Report[],
  delivery: Delivery,
): LogEntry {
  const rows = reports.flatMap(({ push, clusters }) =>
    clusters.flatMap(({ cluster, skipped }) =>
      skipped.flatMap(({ examples }) =>
        examples.map(({ workload, container, image, detail }) => ({
          cluster,
          ...workload,
          container,
          image,
          listed: push.digest,
          detail,
        })),
      ),
    ),
  );
  const counts = reports.flatMap(({ clusters }) => clusters.flatMap(({ skipped }) => skipped));
  return {
    severity: 'INFO',
    message,
    labels: { ...eventLabels(delivery), reason },
    fields: {
      count: counts.reduce((sum, { count }) => sum + count, 0),
      containers: rows.slice(0, CONTAINERS_A_LINE),
      ...reasonFields(explainReason(reason, REASONS[reason].message)),
    },
  };
}

/** The reason of a report that has nothing but skips with it. */
function loneSkip({ clusters }: Report): LoneSkip | undefined {
  const isOther = clusters.some(
    ({ updated, failed, faults }) => updated.length + failed.length + faults.length > 0,
  );
  const reasons = new Set(clusters.flatMap(({ skipped }) => skipped.map(({ reason }) => reason)));
  if (isOther || reasons.size !== 1) return undefined;
  return LONE_SKIPS.map(([reason]) => reason).find((reason) => reasons.has(reason));
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
