/**
 * Compares the images of the response to a patch with the written ones. Mutating webhooks and policies may write another
 * registry, add a digest, or restore the previous image, and the patch still succeeds.
 */
import type { Push } from '../event/push.ts';
import { currentTag, parseImage } from '../names/image-reference.ts';
import { canonicalRepository, type Alias } from '../names/repository.ts';
import type { Settings } from '../settings.ts';
import {
  parseAppliedLabel,
  parseUpdateRecords,
  recordsImage,
  type UpdateRecord,
} from '../workload/applied-state.ts';
import { appliedLabelKey, type Workload } from '../workload/workload.ts';
import type { ContainerChange } from './plan.ts';

/**
 * - `written`: the written image runs.
 * - `respelled`: the same image as another text: another name of the repository by an alias, or with the digest of the push
 *   after its tag.
 * - `rewritten`: another image runs.
 * - `reverted`: the previous image runs.
 */
type AdmittedStatus = 'written' | 'respelled' | 'rewritten' | 'reverted';

/** A change, and the image that runs after it. */
export interface AdmittedChange {
  readonly change: ContainerChange;
  readonly status: AdmittedStatus;
  readonly runs: string;
}

/** The context of a comparison. */
export interface AdmittedScope {
  readonly push: Push;
  readonly settings: Pick<Settings, 'aliases'>;
}

/** Compares a change with the image of its container in the response. */
export function compareAdmitted(change: ContainerChange, runs: string, scope: AdmittedScope): AdmittedChange {
  return { change, runs, status: findStatus(change, runs, scope) };
}

function findStatus(change: ContainerChange, runs: string, scope: AdmittedScope): AdmittedStatus {
  if (runs === writtenImage(change)) return 'written';
  if (runs === change.container.image) return 'reverted';
  if (isSameImage(writtenImage(change), runs, scope.push.digest, scope)) return 'respelled';
  return isBefore(change, runs, scope) ? 'reverted' : 'rewritten';
}

/** Whether the previous image was restored as another text, which is known if the tags differ. */
function isBefore(change: ContainerChange, runs: string, scope: AdmittedScope): boolean {
  const [before, written] = [change.container.image, writtenImage(change)].map(parseImage);
  if (before === undefined || written === undefined || 'invalid' in before || 'invalid' in written)
    return false;
  if (currentTag(before.image) === currentTag(written.image)) return false;
  return isSameImage(change.container.image, runs, undefined, scope);
}

/** The image that the patch wrote, or tested if it wrote none. */
export function writtenImage({ container, decision }: ContainerChange): string {
  return decision.action === 'update' ? decision.to : container.image;
}

/** For an image without a known digest, any digest after its tag is accepted. */
function isSameImage(
  expectedText: string,
  runs: string,
  knownDigest: string | undefined,
  { settings }: AdmittedScope,
): boolean {
  const [expected, actual] = [parseImage(expectedText), parseImage(runs)];
  if ('invalid' in expected || 'invalid' in actual) return false;
  const digest = expected.image.digest ?? knownDigest;
  const [wanted, got] = [expected, actual].map(({ image }) => canonicalRepository(image, settings.aliases));
  return (
    wanted === got &&
    currentTag(expected.image) === currentTag(actual.image) &&
    (digest === undefined || actual.image.digest === expected.image.digest || actual.image.digest === digest)
  );
}

/** Whether pushes of the repository update the running image. */
export function reachesRunning({ runs }: AdmittedChange, { push, settings }: AdmittedScope): boolean {
  const parsed = parseImage(runs);
  return 'image' in parsed && canonicalRepository(parsed.image, settings.aliases) === push.repository;
}

/**
 * The alias with which pushes of the repository update the running image; undefined if they do already, or if no alias can
 * help, because an alias replaces leading segments and keeps the last one.
 */
export function suggestAlias(admitted: AdmittedChange, scope: AdmittedScope): Alias | undefined {
  const parsed = parseImage(admitted.runs);
  if ('invalid' in parsed || reachesRunning(admitted, scope)) return undefined;
  const means = scope.push.repository.split('/');
  const prefix = canonicalRepository(parsed.image, []).split('/');
  let shared = 0;
  const most = Math.min(means.length, prefix.length) - 1;
  while (shared < most && means.at(-1 - shared) === prefix.at(-1 - shared)) shared += 1;
  if (shared === 0) return undefined;
  return { prefix: prefix.slice(0, -shared).join('/'), means: means.slice(0, -shared).join('/') };
}

/** The intended applied label and record entry of a container. */
export interface CorrectedState {
  readonly mark: string;
  /** Undefined: the record gets no entry. */
  readonly entry: UpdateRecord | undefined;
}

/**
 * Label and record for the running image. Another image than the written one counts as the result of the push, so that the
 * container stays followed. For the previous image they get their previous values, so that the push can be replayed when
 * admission allows it; only the count of writes increases.
 */
export function correctState(before: Workload, { change, status, runs }: AdmittedChange): CorrectedState {
  const { container, decision } = change;
  const { entry, mark, before: time } = decision.applied;
  const count = (parseAppliedLabel(mark)?.count ?? 0) + 1;
  if (status !== 'reverted') {
    const next = `${parseAppliedLabel(mark)?.time ?? 0}.${count}`;
    return { mark: next, entry: toRunning({ ...entry, mark: next }, change, runs) };
  }
  const next = `${time}.${count}`;
  const recorded = parseUpdateRecords(before).get(container.name);
  const isFollowed =
    recorded !== undefined &&
    recordsImage(recorded, container.image) &&
    recorded.mark === before.labels[appliedLabelKey(container.name)];
  return { mark: next, entry: isFollowed ? { ...recorded, mark: next } : recorded };
}

/** The entry for the running image. The content of another tag without a digest is unknown. */
function toRunning({ digest, ...entry }: UpdateRecord, change: ContainerChange, runs: string): UpdateRecord {
  const [expected, actual] = [parseImage(writtenImage(change)), parseImage(runs)];
  if ('invalid' in expected || 'invalid' in actual) return { ...entry, to: runs };
  const isSameTag = currentTag(expected.image) === currentTag(actual.image);
  const known = actual.image.digest ?? (isSameTag ? digest : undefined);
  return { ...entry, to: runs, ...(known === undefined ? {} : { digest: known }) };
}
