/** Log entries of events, and of other occurrences. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { REASONS } from '../core/errors/reason.ts';
import type { Delivery } from '../core/event/delivery.ts';
import type { Complaint } from '../config/complaint.ts';
import type { EventResult, FailedEvent, FannedOut, IgnoredEvent } from '../core/report/event-result.ts';
import type { RunningDigest } from '../core/report/running-digest.ts';
import { clockEntries } from './clock-entry.ts';
import type { LogEntry } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';
import { explainReason } from '../report/explain-reason.ts';

import { deliveryFields, eventLabels, imageFields } from './event-fields.ts';
import { reconcileEntries, reconcileSummary } from './reconcile-entries.ts';
import { reportEntries, reportSummary } from './report-entries.ts';

/** All entries of an event, in reading order, one at a time: there may be tens of thousands, each larger than its source. */
export function* eachEntry(result: EventResult): Iterable<LogEntry> {
  yield* clockEntries(result.delivery);
  if (result.status === 'completed') yield* reportEntries(result);
  else if (result.status === 'reconciled') yield* reconcileEntries(result);
  else yield summaryEntry(result);
}

/** The only entry of a dry run, which is never a failure: the caller, and the planned result. */
export function dryRunEntry(result: EventResult): LogEntry {
  return { ...summaryEntry(result), severity: 'INFO', message: 'Dry run' };
}

function summaryEntry(result: EventResult): LogEntry {
  switch (result.status) {
    case 'completed':
      return reportSummary(result);
    case 'reconciled':
      return reconcileSummary(result);
    case 'fanned-out':
      return fannedOutEntry(result);
    case 'ignored':
      return ignoredEntry(result);
    case 'rejected':
    case 'failed':
      return failedEventEntry(result);
  }
}

function fannedOutEntry({ delivery, push, tasks }: FannedOut): LogEntry {
  return {
    severity: 'INFO',
    message: 'Event fanned out',
    labels: eventLabels(delivery),
    fields: { image: imageFields(push), tasks: tasks.length, ...deliveryFields(delivery) },
  };
}

function ignoredEntry({ delivery, reason, detail, running }: IgnoredEvent): LogEntry {
  const runs = running !== undefined && running.containers > 0;
  return {
    severity: runs ? 'WARNING' : 'INFO',
    message: runs ? 'Deleted digest runs' : 'Event ignored',
    labels: { ...eventLabels(delivery), reason },
    fields: {
      ...reasonFields(explainReason(reason, detail)),
      ...(running === undefined ? {} : runningFields(running)),
      ...deliveryFields(delivery),
    },
  };
}

// Limits the list of clusters that could not be read: a line may have 256 KB.
const MAX_UNCHECKED = 200;

function runningFields({ containers, examples, unchecked }: RunningDigest) {
  return {
    containers,
    ...(examples.length > 0 && {
      examples: examples.map(({ cluster, workload, container, image }) => ({
        cluster,
        ...workload,
        container,
        image,
      })),
    }),
    ...(unchecked.length > 0 && { unchecked: unchecked.slice(0, MAX_UNCHECKED) }),
  };
}

/** An error even if it is retried: the program failed, or a malformed event was sent. */
function failedEventEntry({ delivery, messageId, fault }: FailedEvent): LogEntry {
  const { reason, message, terms } = fault;
  return {
    severity: 'ERROR',
    message: REASONS[reason].kind === 'malformed' ? 'Event not understood' : 'Event not handled',
    labels: { ...eventLabels(delivery), reason },
    fields: {
      ...reasonFields(explainReason(reason, message, terms)),
      ...(delivery === undefined ? messageField(messageId) : deliveryFields(delivery)),
    },
  };
}

/** A report could not be published; the result of the event does not change. */
export function publishFailureEntry(result: EventResult, { reason, message, terms }: UpdaterError): LogEntry {
  return {
    severity: 'WARNING',
    message: 'Report not published',
    labels: { ...eventLabels(result.delivery), reason },
    fields: {
      ...reasonFields(explainReason(reason, message, terms)),
      ...(result.delivery === undefined ? {} : deliveryFields(result.delivery)),
    },
  };
}

/** The remaining work of a call could not be queued, so it is not retried. */
export function requeueFailureEntry(delivery: Delivery, { reason, message, terms }: UpdaterError): LogEntry {
  return {
    severity: 'ERROR',
    message: 'Push not queued',
    labels: { ...eventLabels(delivery), reason },
    fields: reasonFields(explainReason(reason, message, terms)),
  };
}

/** The registry does not name the digest of a call without one, so it is processed without a digest. */
export function lookUpFailureEntry(delivery: Delivery, { reason, message, terms }: UpdaterError): LogEntry {
  return {
    severity: 'WARNING',
    message: 'Digest not found',
    labels: { ...eventLabels(delivery), reason },
    fields: reasonFields(explainReason(reason, message, terms)),
  };
}

/** Pub/Sub is unreachable, with the reason; without an error: it responds again. */
export function connectionEntry(lost: UpdaterError | undefined): LogEntry {
  if (lost === undefined)
    return { severity: 'INFO', message: 'Pub/Sub reached again', labels: {}, fields: {} };
  const { reason, message, terms } = lost;
  return {
    severity: 'WARNING',
    message: 'Pub/Sub not reached',
    labels: { reason },
    fields: reasonFields(explainReason(reason, message, terms)),
  };
}

/** A warning about a valid configuration. */
export function configEntry(warnings: readonly Complaint[]): LogEntry {
  return { severity: 'WARNING', message: 'Configuration', labels: {}, fields: { warnings } };
}

/** The known parts of a delivery that could not be parsed. */
function messageField(messageId: string | undefined) {
  return messageId === undefined ? {} : { delivery: { messageId } };
}
