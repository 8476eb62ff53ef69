/** The rows of a report document: flat, with printable texts. */
import { formatImage, type Push } from '../core/event/push.ts';
import { REASONS, formatRemedy, type Reason } from '../core/errors/reason.ts';
import { parseImage } from '../core/names/image-reference.ts';
import type { ClusterFault, Failed, Updated } from '../core/report/report.ts';
import type { SkipCount, Skipped, ContainerRef } from '../core/report/skipped.ts';
import type {
  ExampleRow,
  FailedRow,
  FaultRow,
  ReportDocument,
  SkippedRow,
  UpdatedRow,
} from './report-schema.ts';
import { printableExcerpt } from './excerpt.ts';
import { explainReason, type ExplainedReason } from './explain-reason.ts';

export function pushFields(push: Push): ReportDocument['push'] {
  const { repository, tag, digest, publishedAt, id, source, trigger, caller } = push;
  return {
    image: printableExcerpt(formatImage(push)),
    repository: printableExcerpt(repository),
    tag: printableExcerpt(tag),
    ...(digest === undefined ? {} : { digest: printableExcerpt(digest) }),
    publishedAt: new Date(publishedAt).toISOString(),
    id: printableExcerpt(id),
    ...(source === undefined ? {} : { source: printableExcerpt(source) }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(caller === undefined ? {} : { caller: printableExcerpt(caller) }),
  };
}

export function updatedRow(outcome: Updated): UpdatedRow {
  const { result, from, to, effect, restarted, staleImage, pinned } = outcome;
  return {
    ...subjectFields(outcome),
    result,
    from: printableExcerpt(from),
    to: printableExcerpt(to),
    effect,
    restarted,
    staleImage,
    pinned,
    digest: imageDigest(to),
  };
}

function imageDigest(image: string): string | null {
  const parsed = parseImage(image);
  return 'image' in parsed ? (parsed.image.digest ?? null) : null;
}

export function failedRow(outcome: Failed): FailedRow {
  const { image, reason, detail } = outcome;
  return {
    ...subjectFields(outcome),
    image: printableExcerpt(image),
    ...shownWhy(explainReason(reason, detail)),
  };
}

export function faultRow({ where, reason, detail, terms }: ClusterFault): FaultRow {
  return { where: printableExcerpt(where), ...shownWhy(explainReason(reason, detail, terms)) };
}

/** The count of a reason, without its examples. */
export function skippedRow({ reason, count }: SkipCount): SkippedRow {
  return { reason, message: REASONS[reason].message, remedy: formatRemedy(reason), count, examples: [] };
}

export function exampleRow(outcome: Skipped): ExampleRow {
  const { image, detail } = outcome;
  return {
    ...subjectFields(outcome),
    image: printableExcerpt(image),
    ...(detail === undefined ? {} : { detail: printableExcerpt(detail) }),
  };
}

function subjectFields({ workload: { kind, namespace, name }, container }: ContainerRef) {
  return {
    kind: printableExcerpt(kind),
    namespace: printableExcerpt(namespace),
    name: printableExcerpt(name),
    container: printableExcerpt(container),
  };
}

function shownWhy<R extends Reason>({
  reason,
  message,
  remedy,
  command,
  detail,
}: ExplainedReason<R>): ExplainedReason<R> {
  return {
    reason,
    message,
    remedy: printableExcerpt(remedy),
    ...(command === undefined ? {} : { command: printableExcerpt(command) }),
    detail: printableExcerpt(detail),
  };
}
