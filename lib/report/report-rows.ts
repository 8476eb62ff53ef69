/** The rows of a report's document: each of them flat, with texts that can be printed. */
import { imageOf, type Push } from '../core/event/push.ts';
import { REASONS, remedyOf, type Reason } from '../core/errors/reason.ts';
import type { ClusterFault, Failed, Updated } from '../core/report/report.ts';
import type { SkipCount, Skipped, Subject } from '../core/report/skipped.ts';
import { printable } from '../core/text/printable.ts';
import type {
  ExampleRow,
  FailedRow,
  FaultRow,
  ReportDocument,
  SkippedRow,
  UpdatedRow,
} from './report-schema.ts';
import { why, type Why } from './explain.ts';

// As log lines have it: a text of ours says what it has to say in far less.
const MAX_TEXT = 1024;

/** A text as documents have it: printable, and not longer than it has to be. */
export function shown(text: string): string {
  return printable(text, MAX_TEXT);
}

export function pushFields(push: Push): ReportDocument['push'] {
  const { repository, tag, digest, publishedAt, id, source, caller } = push;
  return {
    image: shown(imageOf(push)),
    repository: shown(repository),
    tag: shown(tag),
    ...(digest === undefined ? {} : { digest: shown(digest) }),
    publishedAt: new Date(publishedAt).toISOString(),
    id: shown(id),
    ...(source === undefined ? {} : { source: shown(source) }),
    ...(caller === undefined ? {} : { caller: shown(caller) }),
  };
}

export function updatedRow(outcome: Updated): UpdatedRow {
  const { result, from, to, effect, restarted, keepsOldBits, pinned } = outcome;
  return {
    ...subjectFields(outcome),
    result,
    from: shown(from),
    to: shown(to),
    effect,
    restarted,
    keepsOldBits,
    pinned,
  };
}

export function failedRow(outcome: Failed): FailedRow {
  const { image, reason, detail } = outcome;
  return { ...subjectFields(outcome), image: shown(image), ...shownWhy(why(reason, detail)) };
}

export function faultRow({ where, reason, detail, terms }: ClusterFault): FaultRow {
  return { where: shown(where), ...shownWhy(why(reason, detail, terms)) };
}

/** The count of a reason, without its examples. */
export function skippedRow({ reason, count }: SkipCount): SkippedRow {
  return { reason, message: REASONS[reason].message, remedy: remedyOf(reason), count, examples: [] };
}

export function exampleRow(outcome: Skipped): ExampleRow {
  const { image, detail } = outcome;
  return {
    ...subjectFields(outcome),
    image: shown(image),
    ...(detail === undefined ? {} : { detail: shown(detail) }),
  };
}

function subjectFields({ workload: { kind, namespace, name }, container }: Subject) {
  return {
    kind: shown(kind),
    namespace: shown(namespace),
    name: shown(name),
    container: shown(container),
  };
}

function shownWhy<R extends Reason>({ reason, message, remedy, command, detail }: Why<R>): Why<R> {
  return {
    reason,
    message,
    remedy: shown(remedy),
    ...(command === undefined ? {} : { command: shown(command) }),
    detail: shown(detail),
  };
}
