/**
 * Log entries at the end of an event: a line for each failure, and a summary. Updates were logged when they were made
 * (pipeline/log-updates.ts). Skips are counted, with examples: a base image of 5,000 workloads must not write 5,000 lines. At
 * DEBUG each container of the report is named with its detail, many in a line.
 */
import type { Delivery } from '../core/event/delivery.ts';
import { isTriedAgain, type Completed } from '../core/report/event-result.ts';
import { REASONS, type Reason } from '../core/errors/reason.ts';
import {
  countContainers,
  listFailures,
  type ClusterFault,
  type ClusterReport,
  type Failed,
  type Report,
  type Unlisted,
  type Updated,
} from '../core/report/report.ts';
import type { SkipCount, Skipped, ContainerRef } from '../core/report/skipped.ts';
import { EXAMPLES } from '../core/report/skip-tally.ts';
import type { LogEntry, Severity } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';
import { explainReason } from '../report/explain-reason.ts';

import { deliveryFields, eventLabels, imageFields } from './event-fields.ts';

// Cloud Logging accepts 256 KB for a line. The ten examples of each reason fit for up to twenty clusters.
const MAX_EXAMPLES = 200;
// The number of skipped containers that fit into a line with texts of maximum length.
export const CONTAINERS_A_LINE = 40;

/** The entries of a report, in reading order. */
export function* reportEntries(result: Completed): Generator<LogEntry> {
  for (const cluster of result.report.clusters) yield* clusterEntries(cluster, result);
  yield reportSummary(result);
}

/** The summary entry. */
export function reportSummary(result: Completed): LogEntry {
  const { report, delivery } = result;
  const examplesEach = Math.floor(MAX_EXAMPLES / Math.max(report.clusters.length, 1));
  return {
    severity: worst(result),
    message: 'Event handled',
    labels: eventLabels(delivery),
    fields: {
      image: imageFields(report.push),
      clusters: report.clusters.map((cluster) => clusterSummary(cluster, examplesEach)),
      ...reasonsField(report),
      ...deliveryFields(delivery),
    },
  };
}

function* clusterEntries(
  { cluster, updated, alreadyApplied, failed, unlisted = [], faults, skipped }: ClusterReport,
  result: Completed,
): Generator<LogEntry> {
  const severity = failureSeverity(isTriedAgain(result));
  const labels = { ...eventLabels(result.delivery), cluster };
  for (const outcome of updated) if (outcome.result === 'planned') yield updatedEntry(outcome, labels);
  yield* appliedEntries(alreadyApplied, labels);
  for (const outcome of failed) yield failedEntry(outcome, severity, labels);
  for (const { result: what, ...more } of unlisted)
    if (what !== 'updated') yield unlistedEntry(what, more, severity, labels);
  for (const fault of faults) yield faultEntry(fault, severity, labels);
  for (const count of skipped.filter(isWarning)) yield skippedEntry(count, labels);
  for (const count of skipped) yield* containerEntries(count, labels);
}

/** The entry of an update. */
export function updateEntry(updated: Updated, cluster: string, delivery: Delivery): LogEntry {
  return updatedEntry(updated, { ...eventLabels(delivery), cluster });
}

function updatedEntry(outcome: Updated, labels: LogEntry['labels']): LogEntry {
  const { result, from, to, effect, restarted, staleImage, pinned } = outcome;
  const warning = staleImage
    ? { warning: 'imagePullPolicy keeps the old content on nodes that have this tag' }
    : {};
  return {
    severity: staleImage ? 'WARNING' : 'INFO',
    message: result === 'updated' ? 'Image updated' : 'Image would be updated',
    labels,
    fields: { ...subjectFields(outcome), from, to, effect, restarted, pinned, ...warning },
  };
}

/** Containers that an earlier delivery has updated, many in a line, because every redelivery reports them again. */
function* appliedEntries(applied: readonly Updated[], labels: LogEntry['labels']): Generator<LogEntry> {
  for (let first = 0; first < applied.length; first += CONTAINERS_A_LINE) {
    const containers = applied
      .slice(first, first + CONTAINERS_A_LINE)
      .map((each) => ({ ...subjectFields(each), from: each.from, to: each.to }));
    yield {
      severity: 'INFO',
      message: 'Images updated by an earlier delivery',
      labels,
      fields: { count: applied.length, containers },
    };
  }
}

function failedEntry(outcome: Failed, severity: FailureSeverity, labels: LogEntry['labels']): LogEntry {
  const { reason, detail, image } = outcome;
  return {
    severity: severity(reason),
    message: 'Update failed',
    labels: { ...labels, reason },
    fields: { ...subjectFields(outcome), image, ...reasonFields(explainReason(reason, detail)) },
  };
}

/** An update was logged when it was made. */
const MORE = {
  planned: 'More images would be updated',
  alreadyApplied: 'More images updated by an earlier delivery',
  failed: 'More updates failed',
} as const satisfies Omit<Record<Unlisted['result'], string>, 'updated'>;

/** A line for all containers that the report does not list. */
function unlistedEntry(
  result: keyof typeof MORE,
  { reason, count }: Omit<Unlisted, 'result'>,
  severity: FailureSeverity,
  labels: LogEntry['labels'],
): LogEntry {
  const message = MORE[result];
  if (reason === undefined) return { severity: 'INFO', message, labels, fields: { count } };
  return {
    severity: severity(reason),
    message,
    labels: { ...labels, reason },
    fields: { count, ...reasonFields(explainReason(reason, REASONS[reason].message)) },
  };
}

function faultEntry(
  { where, reason, detail, terms }: ClusterFault,
  severity: FailureSeverity,
  labels: LogEntry['labels'],
): LogEntry {
  return {
    severity: severity(reason),
    message: 'Cluster not updated in full',
    labels: { ...labels, reason },
    fields: { where, ...reasonFields(explainReason(reason, detail, terms)) },
  };
}

/** A line for all containers with the reason, because an owner chooses their number. */
function skippedEntry({ reason, count, examples }: SkipCount, labels: LogEntry['labels']): LogEntry {
  const detail = examples[0]?.detail ?? REASONS[reason].message;
  return {
    severity: 'WARNING',
    message: 'Containers skipped',
    labels: { ...labels, reason },
    fields: {
      count,
      examples: examples.slice(0, EXAMPLES).map(containerName),
      ...reasonFields(explainReason(reason, detail)),
    },
  };
}

/** Each container of the report with the reason, with its detail. */
function* containerEntries(
  { reason, count, examples, rows = examples }: SkipCount,
  labels: LogEntry['labels'],
): Generator<LogEntry> {
  const named = rows.length < examples.length ? examples : rows;
  for (let first = 0; first < named.length; first += CONTAINERS_A_LINE) {
    const containers = named.slice(first, first + CONTAINERS_A_LINE).map(skippedFields);
    yield {
      severity: 'DEBUG',
      message: 'Containers skipped',
      labels: { ...labels, reason },
      fields: { count, containers },
    };
  }
}

function skippedFields(skipped: Skipped) {
  const { image, detail } = skipped;
  return { ...subjectFields(skipped), image, ...(detail === undefined ? {} : { detail }) };
}

function clusterSummary(report: ClusterReport, examplesEach: number) {
  const { cluster, scanned, skipped, faults } = report;
  return {
    cluster,
    scanned,
    updated: countContainers(report, 'updated') + countContainers(report, 'planned'),
    alreadyApplied: countContainers(report, 'alreadyApplied'),
    failed: countContainers(report, 'failed'),
    faults: faults.length,
    skipped: Object.fromEntries(
      skipped.map(({ reason, count, examples }) => [
        reason,
        { count, examples: examples.slice(0, examplesEach).map(containerName) },
      ]),
    ),
  };
}

function containerName({ workload: { kind, namespace, name }, container }: ContainerRef): string {
  return `${kind} ${namespace}/${name} ${container}`;
}

function subjectFields({ workload, container }: ContainerRef) {
  return { ...workload, container };
}

/** In addition to the attempt, the reasons of a possible further attempt, each once. */
function reasonsField(report: Report) {
  const reasons = new Set(listFailures(report).map(({ reason }) => reason));
  return reasons.size === 0 ? {} : { reasons: [...reasons] };
}

type FailureSeverity = (reason: Reason) => Severity;

/** A failure that is retried is a warning; others are errors. */
function failureSeverity(triedAgain: boolean): FailureSeverity {
  return (reason) => (triedAgain && REASONS[reason].kind === 'transient' ? 'WARNING' : 'ERROR');
}

/** Skips that the owner may not have intended: caused by other workloads, or by a clock. */
const WARNINGS: ReadonlySet<Reason> = new Set([
  'TooManyPolicies',
  'AppliedInFuture',
  'NoTick',
  'InvalidGate',
]);

function isWarning({ reason }: SkipCount): boolean {
  return WARNINGS.has(reason);
}

function worst(result: Completed): Severity {
  const { report } = result;
  const severity = failureSeverity(isTriedAgain(result));
  const severities = new Set(listFailures(report).map(({ reason }) => severity(reason)));
  if (report.clusters.some(({ skipped }) => skipped.some(isWarning))) severities.add('WARNING');
  return WORST_FIRST.find((each) => severities.has(each)) ?? 'INFO';
}

const WORST_FIRST: readonly Severity[] = ['ERROR', 'WARNING'];
