/**
 * What an earlier delivery of the same push wrote. Its process may have ended before anybody was told, so each delivery
 * reports it, apart from what it writes itself.
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
  /** That of the workload. */
  readonly record: ReadonlyMap<string, UpdateRecord>;
  readonly restartable: boolean;
}

/** Reasons that come and go. For all others nothing was ever written. */
const TEMPORARY: ReadonlySet<SkipReason> = new Set(['BeingDeleted', 'Held']);

/** Whether the updater may have written to a workload that is skipped as a whole for this reason, if for any. */
export function mayHaveUpdated({ controller }: Workload, skipped: Skip | undefined): boolean {
  return controller === undefined && (skipped === undefined || TEMPORARY.has(skipped.reason));
}

/**
 * Undefined unless applied label and record say that this push wrote the image that runs, in whatever spelling admission left
 * it. What was only found to run, and an image of another tag or digest, was not written by it.
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
  // An owner may have put any text there.
  const before = truncateImage(from);
  return { from: before, to: image.text, restart: from === to && restartable };
}

function isPushed({ tag, digest }: Push, written: ImageReference): boolean {
  const isDigest = digest === undefined || written.digest === undefined || written.digest === digest;
  return isDigest && currentTag(written) === tag;
}

/** The repository is that of the push. Behind a tag that was written, admission may have put the digest of the push. */
function isWritten(written: ImageReference, image: ImageReference, { digest }: Push): boolean {
  if (currentTag(image) !== currentTag(written)) return false;
  return image.digest === written.digest || (written.digest === undefined && image.digest === digest);
}

/** Applied label and record advance with a later time of the same push; the record goes on to say that it wrote the image. */
export function withApplied(decision: RecordOnly, alreadyApplied: AlreadyApplied | undefined): RecordOnly {
  if (alreadyApplied === undefined) return decision;
  const { applied, by } = decision;
  return { ...decision, alreadyApplied, applied: { ...applied, entry: { ...applied.entry, by } } };
}
