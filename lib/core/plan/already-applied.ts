/**
 * Updates by an earlier delivery of the same push. Its process may have ended before the report, so each delivery reports
 * them, separate from its own updates.
 */
import { currentTag, parseImage, type ImageReference } from '../names/image-reference.ts';
import { FOUND, type UpdateRecord } from '../workload/applied-state.ts';
import { truncateImage } from '../workload/size-limits.ts';
import type { Container } from '../workload/container.ts';
import { appliedLabelKey, type Workload } from '../workload/workload.ts';
import type { SkipReason } from '../errors/reason.ts';
import type { Push } from '../event/push.ts';
import type { AlreadyApplied, RecordOnly, Skip } from './decision.ts';
import type { RepositoryUse } from './image-use.ts';

/** A container of the pushed repository. */
export interface RecordedContainer {
  readonly workload: Workload;
  readonly container: Pick<Container, 'name'>;
  readonly use: RepositoryUse;
  /** The record of the workload. */
  readonly record: ReadonlyMap<string, UpdateRecord>;
  readonly restartable: boolean;
}

/** Temporary reasons. With any other reason nothing was ever written. */
const TEMPORARY: ReadonlySet<SkipReason> = new Set(['BeingDeleted', 'Held']);

/** Whether the updater may have written to a workload that is skipped as a whole for this reason. */
export function mayHaveUpdated({ controller }: Workload, skipped: Skip | undefined): boolean {
  return controller === undefined && (skipped === undefined || TEMPORARY.has(skipped.reason));
}

/**
 * Undefined unless applied label and record say that this push wrote the running image, in any spelling by admission. An image
 * that was only found, or one with another tag or digest, was not written by it.
 */
export function findAlreadyApplied(
  push: Push,
  { workload, container: { name }, use, record, restartable }: RecordedContainer,
): AlreadyApplied | undefined {
  const entry = record.get(name);
  if ('invalid' in use || entry === undefined || entry.mark !== workload.labels[appliedLabelKey(name)])
    return undefined;
  const { image } = use;
  const { from, to, push: id, by } = entry;
  if (id !== push.id || by === FOUND) return undefined;
  const written = parseImage(to);
  if ('invalid' in written || !isPushed(push, written.image) || !isWritten(written.image, image, push))
    return undefined;
  // An owner may have written any text.
  const before = truncateImage(from);
  return { from: before, to: image.text, restart: from === to && restartable };
}

function isPushed({ tag, digest }: Push, written: ImageReference): boolean {
  const isDigest = digest === undefined || written.digest === undefined || written.digest === digest;
  return isDigest && currentTag(written) === tag;
}

/** The repository is that of the push. Admission may have added the digest of the push to a written tag. */
function isWritten(written: ImageReference, image: ImageReference, { digest }: Push): boolean {
  if (currentTag(image) !== currentTag(written)) return false;
  return image.digest === written.digest || (written.digest === undefined && image.digest === digest);
}

/** Applied label and record advance with a later time of the same push; the record still says that it wrote the image. */
export function withApplied(decision: RecordOnly, alreadyApplied: AlreadyApplied | undefined): RecordOnly {
  if (alreadyApplied === undefined) return decision;
  const { applied, by } = decision;
  return { ...decision, alreadyApplied, applied: { ...applied, entry: { ...applied.entry, by } } };
}
