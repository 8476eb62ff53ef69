/** The report as a plain document: `report-schema.ts` describes it. */
import { wantsRedelivery, type ClusterReport, type Report } from '../core/report/report.ts';
import type { SkipCount } from '../core/report/skipped.ts';
import { exampleRow, failedRow, faultRow, pushFields, shown, skippedRow, updatedRow } from './report-rows.ts';
import type { ClusterDocument, ReportDocument, SkippedRow, Totals } from './report-schema.ts';
import { roomOf, type Room } from './size-budget.ts';

// A push endpoint takes 1 MB (lib/http/read-body.ts), and base64 makes 4 bytes of 3. An ordinary row has some 500 bytes.
const MAX_BYTES = 700_000;

/**
 * The document, of at most about `bytes` as compact JSON: rows that have no room are left out, and counted under
 * `omitted`. `Infinity` leaves nothing out.
 */
export function reportDocument(report: Report, bytes = MAX_BYTES): ReportDocument {
  const clusters = clustersWithin(roomOf(bytes), report.clusters);
  return {
    push: pushFields(report.push),
    redelivery: wantsRedelivery(report),
    totals: totalsOf(report.clusters),
    omitted: omittedOf(report.clusters, clusters),
    clusters,
  };
}

/**
 * What a person has to do something about is left out last: each list of all clusters has its room before the next
 * list of any.
 */
function clustersWithin(room: Room, reports: readonly ClusterReport[]): ClusterDocument[] {
  const bare = room(reports.map(bareCluster));
  const listed = reports.slice(0, bare.length);
  const faults = listed.map((report) => room(report.faults.map(faultRow)));
  const failed = listed.map((report) => room(report.failed.map(failedRow)));
  const updated = listed.map((report) => room(report.updated.map(updatedRow)));
  const skipped = listed.map((report) => report.skipped.map((skip) => withExamples(skip, room)));
  return bare.map((document, index) => ({
    ...document,
    faults: faults[index] ?? [],
    failed: failed[index] ?? [],
    updated: updated[index] ?? [],
    skipped: skipped[index] ?? [],
  }));
}

function withExamples(skip: SkipCount, room: Room): SkippedRow {
  return { ...skippedRow(skip), examples: room(skip.examples.map(exampleRow)) };
}

/** A cluster with its counts, and without rows. */
function bareCluster(report: ClusterReport): ClusterDocument {
  const { cluster, scanned, skipped } = report;
  return {
    cluster: shown(cluster),
    scanned,
    totals: totalsOf([report]),
    faults: [],
    failed: [],
    updated: [],
    skipped: skipped.map(skippedRow),
  };
}

function totalsOf(reports: readonly ClusterReport[]): Totals {
  const updates = reports.flatMap(({ updated }) => updated);
  const planned = updates.filter(({ result }) => result === 'planned').length;
  return {
    updated: updates.length - planned,
    planned,
    failed: sum(reports, ({ failed }) => failed.length),
    faults: sum(reports, ({ faults }) => faults.length),
    skipped: sum(reports, ({ skipped }) => sum(skipped, ({ count }) => count)),
  };
}

/** What a cluster lists, in the report as in the document. */
interface Listing {
  readonly faults: readonly unknown[];
  readonly failed: readonly unknown[];
  readonly updated: readonly unknown[];
  readonly skipped: readonly { readonly examples: readonly unknown[] }[];
}

function omittedOf(all: readonly Listing[], listed: readonly Listing[]): ReportDocument['omitted'] {
  const missing = (count: (listing: Listing) => number): number => sum(all, count) - sum(listed, count);
  return {
    clusters: missing(() => 1),
    faults: missing(({ faults }) => faults.length),
    failed: missing(({ failed }) => failed.length),
    updated: missing(({ updated }) => updated.length),
    examples: missing(({ skipped }) => sum(skipped, ({ examples }) => examples.length)),
  };
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
