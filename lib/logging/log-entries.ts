/**
 * What is logged of an event: a line for each update and each failure, and one that sums up. Skips are counted,
 * with examples: a base image that 5,000 workloads carry must not write 5,000 lines.
 */
import type { Delivery } from '../core/event/delivery.ts';
import type { Fault } from '../core/errors/fault.ts';
import type { Push } from '../core/event/push.ts';
import { REASONS, type Reason } from '../core/errors/reason.ts';
import {
  failuresOf,
  type ClusterFault,
  type ClusterReport,
  type Failed,
  type Report,
  type Updated,
} from '../core/report/report.ts';
import type { SkipCount, Subject } from '../core/report/skipped.ts';
import { EXAMPLES } from '../core/report/skip-tally.ts';
import type { Complaint } from '../config/complaint.ts';
import type { EventResult, FailedEvent, FannedOut, IgnoredEvent } from '../core/report/event-result.ts';
import type { Entry, Severity } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';
import { why } from '../report/explain.ts';

/** All entries of one event, in the order in which they are to be read. */
export function logEntries(result: EventResult): Entry[] {
  return [...eachEntry(result)];
}

/** The same one at a time: there may be tens of thousands, each larger than what it is made of. */
export function eachEntry(result: EventResult): Iterable<Entry> {
  switch (result.status) {
    case 'completed':
      return reportEntries(result.report, result.delivery);
    case 'fanned-out':
      return [fannedOutEntry(result)];
    case 'ignored':
      return [ignoredEntry(result)];
    case 'rejected':
    case 'failed':
      return [failedEventEntry(result)];
  }
}

function fannedOutEntry({ delivery, push, tasks }: FannedOut): Entry {
  return {
    severity: 'INFO',
    message: 'Event fanned out',
    labels: { push: push.id },
    fields: { image: imageFields(push), tasks: tasks.length, ...deliveryFields(delivery) },
  };
}

function ignoredEntry({ delivery, reason, detail }: IgnoredEvent): Entry {
  return {
    severity: 'INFO',
    message: 'Event ignored',
    labels: { push: delivery.id, reason },
    fields: { ...reasonFields(why(reason, detail)), ...deliveryFields(delivery) },
  };
}

/** An error even where it is tried again: the program failed, or somebody sent a malformed event. */
function failedEventEntry({ delivery, messageId, fault }: FailedEvent): Entry {
  const { reason, message, terms } = fault;
  return {
    severity: 'ERROR',
    message: REASONS[reason].kind === 'malformed' ? 'Event not understood' : 'Event not handled',
    labels: { ...(delivery === undefined ? {} : { push: delivery.id }), reason },
    fields: {
      ...reasonFields(why(reason, message, terms)),
      ...(delivery === undefined ? messageField(messageId) : deliveryFields(delivery)),
    },
  };
}

/** That a report could not be published: the outcome stands all the same. */
export function unpublishedEntry(result: EventResult, { reason, message, terms }: Fault): Entry {
  const push = result.delivery?.id;
  return {
    severity: 'WARNING',
    message: 'Report not published',
    labels: { ...(push === undefined ? {} : { push }), reason },
    fields: {
      ...reasonFields(why(reason, message, terms)),
      ...(result.delivery === undefined ? {} : deliveryFields(result.delivery)),
    },
  };
}

/** That nobody answers for Pub/Sub any more, with why; or, without a fault, that it is there again. */
export function connectionEntry(lost: Fault | undefined): Entry {
  if (lost === undefined)
    return { severity: 'INFO', message: 'Pub/Sub reached again', labels: {}, fields: {} };
  const { reason, message, terms } = lost;
  return {
    severity: 'WARNING',
    message: 'Pub/Sub not reached',
    labels: { reason },
    fields: reasonFields(why(reason, message, terms)),
  };
}

/** What is worth a word about a configuration that can be used all the same. */
export function configEntry(warnings: readonly Complaint[]): Entry {
  return { severity: 'WARNING', message: 'Configuration', labels: {}, fields: { warnings } };
}

// Cloud Logging takes 256 KB a line. Up to twenty clusters the report's ten examples of each reason fit.
const MAX_EXAMPLES = 200;

function* reportEntries(report: Report, delivery: Delivery): Generator<Entry> {
  const labels = { push: report.push.id };
  const examplesEach = Math.floor(MAX_EXAMPLES / Math.max(report.clusters.length, 1));
  const summary: Entry = {
    severity: worst(report),
    message: 'Event handled',
    labels,
    fields: {
      image: imageFields(report.push),
      clusters: report.clusters.map((cluster) => summaryOf(cluster, examplesEach)),
      ...reasonsField(report),
      ...deliveryFields(delivery),
    },
  };
  for (const cluster of report.clusters) yield* clusterEntries(cluster, labels);
  yield summary;
}

function* clusterEntries(
  { cluster, updated, failed, faults, skipped }: ClusterReport,
  push: Entry['labels'],
): Generator<Entry> {
  const labels = { ...push, cluster };
  for (const outcome of updated) yield updatedEntry(outcome, labels);
  for (const outcome of failed) yield failedEntry(outcome, labels);
  for (const fault of faults) yield faultEntry(fault, labels);
  for (const count of skipped.filter(isWarning)) yield skippedEntry(count, labels);
}

function updatedEntry(outcome: Updated, labels: Entry['labels']): Entry {
  const { result, from, to, effect, restarted, keepsOldBits, pinned } = outcome;
  const warning = keepsOldBits
    ? { warning: 'imagePullPolicy keeps the old bits on nodes that have this tag' }
    : {};
  return {
    severity: keepsOldBits ? 'WARNING' : 'INFO',
    message: result === 'updated' ? 'Image updated' : 'Image would be updated',
    labels,
    fields: { ...subjectFields(outcome), from, to, effect, restarted, pinned, ...warning },
  };
}

function failedEntry(outcome: Failed, labels: Entry['labels']): Entry {
  const { reason, detail, image } = outcome;
  return {
    severity: severityOf(reason),
    message: 'Update failed',
    labels: { ...labels, reason },
    fields: { ...subjectFields(outcome), image, ...reasonFields(why(reason, detail)) },
  };
}

function faultEntry({ where, reason, detail, terms }: ClusterFault, labels: Entry['labels']): Entry {
  return {
    severity: severityOf(reason),
    message: 'Cluster not updated in full',
    labels: { ...labels, reason },
    fields: { where, ...reasonFields(why(reason, detail, terms)) },
  };
}

/** One line for all containers of the reason: an owner chooses how many there are. */
function skippedEntry({ reason, count, examples }: SkipCount, labels: Entry['labels']): Entry {
  const detail = examples[0]?.detail ?? REASONS[reason].message;
  return {
    severity: 'WARNING',
    message: 'Containers skipped',
    labels: { ...labels, reason },
    fields: {
      count,
      examples: examples.slice(0, EXAMPLES).map(nameOf),
      ...reasonFields(why(reason, detail)),
    },
  };
}

function summaryOf(
  { cluster, scanned, updated, failed, skipped, faults }: ClusterReport,
  examplesEach: number,
) {
  return {
    cluster,
    scanned,
    updated: updated.length,
    failed: failed.length,
    faults: faults.length,
    skipped: Object.fromEntries(
      skipped.map(({ reason, count, examples }) => [
        reason,
        { count, examples: examples.slice(0, examplesEach).map(nameOf) },
      ]),
    ),
  };
}

function nameOf({ workload: { kind, namespace, name }, container }: Subject): string {
  return `${kind} ${namespace}/${name} ${container}`;
}

function subjectFields({ workload, container }: Subject) {
  return { ...workload, container };
}

function imageFields({ repository, tag, digest, publishedAt }: Push) {
  return { repository, tag, digest, publishedAt: new Date(publishedAt).toISOString() };
}

/** Beside the attempt, why there may be another: each reason of a failure once. */
function reasonsField(report: Report) {
  const reasons = new Set(failuresOf(report).map(({ reason }) => reason));
  return reasons.size === 0 ? {} : { reasons: [...reasons] };
}

function deliveryFields({ shape, messageId, subscription, attempt }: Delivery) {
  return { delivery: { shape, messageId, subscription, attempt } };
}

/** All that is known of a delivery that could not be read. */
function messageField(messageId: string | undefined) {
  return messageId === undefined ? {} : { delivery: { messageId } };
}

/** What a redelivery may mend is a warning; what nobody will try again is an error. */
function severityOf(reason: Reason): Severity {
  return REASONS[reason].kind === 'transient' ? 'WARNING' : 'ERROR';
}

/** Skips in which nobody may have said no: somebody else's workloads can be why. */
const WARNINGS: ReadonlySet<Reason> = new Set(['TooManyPolicies']);

function isWarning({ reason }: SkipCount): boolean {
  return WARNINGS.has(reason);
}

function worst(report: Report): Severity {
  const severities = new Set(failuresOf(report).map(({ reason }) => severityOf(reason)));
  if (report.clusters.some(({ skipped }) => skipped.some(isWarning))) severities.add('WARNING');
  return WORST_FIRST.find((severity) => severities.has(severity)) ?? 'INFO';
}

const WORST_FIRST: readonly Severity[] = ['ERROR', 'WARNING'];
