/** The report as a document, which `report-schema.ts` describes. */
import {
  countContainers,
  wantsRedelivery,
  type ClusterReport,
  type Report,
  type Unlisted,
} from '../core/report/report.ts';
import type { SkipCount } from '../core/report/skipped.ts';
import { printableExcerpt } from './excerpt.ts';
import { exampleRow, failedRow, faultRow, pushFields, skippedRow, updatedRow } from './report-rows.ts';
import type { ClusterDocument, ReportDocument, SkippedRow, Totals } from './report-schema.ts';
import { sizeBudget, type SizeBudget } from './size-budget.ts';

// A push endpoint accepts 1 MB (lib/http/read-body.ts), and base64 turns 3 bytes into 4. A normal row has about 500 bytes.
const MAX_BYTES = 700_000;

export interface DocumentOptions {
  /** The approximate maximum size as compact JSON; `Infinity` omits nothing. */
  readonly bytes?: number;
  /** Whether transient failures are retried, like those of messages. Default: `true`. */
  readonly isTriedAgain?: boolean;
}

/** The document. Rows beyond the limit are omitted, and counted under `omitted`. */
export function reportDocument(
  report: Report,
  { bytes = MAX_BYTES, isTriedAgain = true }: DocumentOptions = {},
): ReportDocument {
  const clusters = clustersWithin(sizeBudget(bytes), report.clusters);
  return {
    push: pushFields(report.push),
    redelivery: isTriedAgain && wantsRedelivery(report),
    totals: countTotals(report.clusters),
    omitted: countOmitted(report.clusters, clusters),
    clusters,
  };
}

/**
 * Rows that need a person are omitted last: each list of all clusters is filled before the next list of any.
 */
function clustersWithin(budget: SizeBudget, reports: readonly ClusterReport[]): ClusterDocument[] {
  const bare = budget(reports.map(bareCluster));
  const listed = reports.slice(0, bare.length);
  const faults = listed.map((report) => budget(report.faults.map(faultRow)));
  const failed = listed.map((report) => budget(report.failed.map(failedRow)));
  const updated = listed.map((report) => budget(report.updated.map(updatedRow)));
  const applied = listed.map((report) => budget(report.alreadyApplied.map(updatedRow)));
  const skipped = listed.map((report) => report.skipped.map((skip) => withExamples(skip, budget)));
  return bare.map((document, index) => ({
    ...document,
    faults: faults[index] ?? [],
    failed: failed[index] ?? [],
    updated: updated[index] ?? [],
    alreadyApplied: applied[index] ?? [],
    skipped: skipped[index] ?? [],
  }));
}

function withExamples(skip: SkipCount, budget: SizeBudget): SkippedRow {
  return { ...skippedRow(skip), examples: budget(skip.examples.map(exampleRow)) };
}

/** A cluster with its counts, without rows. */
function bareCluster(report: ClusterReport): ClusterDocument {
  const { cluster, scanned, skipped } = report;
  return {
    cluster: printableExcerpt(cluster),
    scanned,
    totals: countTotals([report]),
    faults: [],
    failed: [],
    updated: [],
    alreadyApplied: [],
    skipped: skipped.map(skippedRow),
  };
}

function countTotals(reports: readonly ClusterReport[]): Totals {
  const total = (result: Unlisted['result']): number =>
    sum(reports, (report) => countContainers(report, result));
  return {
    updated: total('updated'),
    planned: total('planned'),
    alreadyApplied: total('alreadyApplied'),
    failed: total('failed'),
    faults: sum(reports, ({ faults }) => faults.length),
    skipped: sum(reports, ({ skipped }) => sum(skipped, ({ count }) => count)),
  };
}

function countOmitted(
  reports: readonly ClusterReport[],
  documents: readonly ClusterDocument[],
): ReportDocument['omitted'] {
  const { updated, planned, alreadyApplied, failed, faults } = countTotals(reports);
  return {
    clusters: reports.length - documents.length,
    faults: faults - sum(documents, (document) => document.faults.length),
    failed: failed - sum(documents, (document) => document.failed.length),
    updated: updated + planned - sum(documents, (document) => document.updated.length),
    alreadyApplied: alreadyApplied - sum(documents, (document) => document.alreadyApplied.length),
    examples: examplesIn(reports) - examplesIn(documents),
  };
}

function examplesIn(
  clusters: readonly { readonly skipped: readonly { readonly examples: readonly unknown[] }[] }[],
): number {
  return sum(clusters, ({ skipped }) => sum(skipped, ({ examples }) => examples.length));
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
