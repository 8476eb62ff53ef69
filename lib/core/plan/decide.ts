/**
 * A decision runs these steps for each container; the first result is used.
 *
 * 1. The workload as a whole: excluded, being deleted, owned by a controller, held. Then each container: owned by GitOps,
 *    unless its policy annotation is another one than `never` (skip-workload.ts).
 * 2. Which policy is in force: enforced rule, annotation, other rule, default (effective-policy.ts).
 * 3. The verdict of the policy on the current and the pushed tag.
 * 4. The digest runs already: no rollout, but mark and record advance if the push is newer; else a late older push would
 *    win. Under `pin: tag` another tag of the digest is written, because nodes resolve only the tag.
 * 5. Order. By time the push must be newer than the mark. By version a higher version must only be newer than the floor, and
 *    the same version newer than the running push. A drifted container is updated only by a push that is newer than the mark.
 *    Without a mark, T0 is used instead under every policy (image-times.ts).
 * 6. Images that cannot be written: the same tag without a digest, a plain tag instead of a digest (unless the push is
 *    `unpinned`), under the default policy a replacement of a digest that the record does not contain, because a person
 *    pinned it, and under `pin: tag` the same tag if nothing can be restarted: then mark and record advance.
 * 7. More workloads with an update than the limit of a namespace or a cluster: none of them is updated.
 *
 * This module has the steps 3 to 6. Five laws follow from them; test/core/laws.test.ts checks them:
 * - Order: every order of the same pushes, with any duplicates, ends at the same digest.
 * - Rollback: after somebody changed a container, no push up to the time of the mark acts on it until the change is reverted.
 * - Pins: under the default policy no push acts on a digest that the record does not contain.
 * - Tags: under `pin: tag` every order of pushes with digests at different times ends at the same tag, on images without digest.
 * - Added digests: the digest of the record after a written tag, which admission may add, changes none of this.
 *
 * Rollback also holds for pushes without a digest. Order holds for them under `pin: digest` on an image with a digest, where
 * they do nothing, and under `pin: tag` on an image without one. Otherwise a push without a digest acts only until another
 * push has a digest, so their order matters.
 */
import type { ContainerGates } from './effective-gates.ts';
import type { PolicyInForce } from './effective-policy.ts';
import { currentTag, withVersion, type ImageReference } from '../names/image-reference.ts';
import {
  FOUND,
  type AppliedState,
  type ContainerState,
  type UpdateRecord,
} from '../workload/applied-state.ts';
import { CLOCK_SKEW_MS, isNewer, type Push } from '../event/push.ts';
import type { SkipReason } from '../errors/reason.ts';
import { skip, type Decision, type RecordOnly, type Skip, type Update } from './decision.ts';
import { printable } from '../text/printable.ts';

/** A container of the pushed repository, in its current state. */
export interface Candidate {
  readonly image: ImageReference;
  readonly state: ContainerState;
  /** The entry of the container in the record, whether or not it is about the running image. */
  readonly recorded?: UpdateRecord | undefined;
  readonly inForce: PolicyInForce;
  /** T0, milliseconds since the epoch: replaces mark, floor and the running push if there is no mark. */
  readonly imageTime: number;
  /** May an update be applied now? */
  readonly gates: ContainerGates;
  /** Whether pods can be restarted if the image text does not change. */
  readonly restartable: boolean;
  /** Whether jobs run it, so that the next job uses new content without a restart. */
  readonly inJob: boolean;
  /** The local time; undefined: no time counts as being in the future. */
  readonly now?: number | undefined;
}

/** Decides whether this push replaces the running image, and what is written. */
export function decide(push: Push, candidate: Candidate): Decision {
  const { image, state, inForce } = candidate;
  const verdict = inForce.policy.evaluate(currentTag(image), push.tag); // 3
  if (verdict.may === 'no') return skip(verdict.reason, verdict.detail);
  if (state.status === 'unreadable') return skip('InvalidMark', printable(state.label));

  const threshold = findThreshold(candidate, verdict.may); // 5, asked first: 4 needs it too
  const newer = isBeyond(threshold, push, candidate);
  const same = isSameDigest(push, candidate, verdict.may); // 4
  if (!newer)
    return same
      ? skip('AlreadyCurrent')
      : skip(whyNotNewer(threshold, candidate), formatThreshold(threshold, state));
  if (same && !needsTag(push, candidate)) return recordCurrent(push, candidate);
  return write(push, candidate); // 6
}

/** 4. The pushed digest runs already; under policies ordered by version also the same version. */
function isSameDigest(push: Push, candidate: Candidate, may: 'newer' | 'same'): boolean {
  const sameVersion = candidate.inForce.policy.orderedBy === 'time' || may === 'same';
  return sameVersion && push.digest !== undefined && push.digest === currentDigest(candidate);
}

/** 4. Whether nodes resolve only a tag that differs from the pushed one, and that may be deleted. */
function needsTag({ tag }: Push, { image, inForce: { pin } }: Candidate): boolean {
  return pin === 'tag' && image.digest === undefined && tag !== currentTag(image);
}

/** The threshold that a push has to exceed. At equal times the greater digest is newer, if `orDigest`. */
interface Threshold {
  readonly time: number;
  readonly orDigest: boolean;
}

/** 5. The threshold: the mark, the floor, or the running push; a container that is not followed has only one time. */
function findThreshold(candidate: Candidate, may: 'newer' | 'same'): Threshold {
  const { state, inForce } = candidate;
  if (state.status !== 'followed') return { time: appliedTime(candidate), orDigest: false };
  if (inForce.policy.orderedBy === 'time') return { time: state.mark.time, orDigest: true };
  if (may === 'newer') return { time: state.entry.floor, orDigest: false };
  return { time: state.entry.at, orDigest: true };
}

/** No push before this time acts on the container, whatever its tag; milliseconds since the epoch. */
export function earliestPush(candidate: Candidate): number {
  return findThreshold(candidate, 'newer').time;
}

function isBeyond(
  { time, orDigest }: Threshold,
  { publishedAt, digest }: Push,
  candidate: Candidate,
): boolean {
  return orDigest
    ? isNewer({ time: publishedAt, digest }, { time, digest: currentDigest(candidate) })
    : publishedAt > time;
}

/** A time in the future blocks all pushes until then; only a wrong clock can have written it, so it is reported. */
function whyNotNewer({ time }: Threshold, { state, now = Infinity }: Candidate): SkipReason {
  return state.status !== 'unmarked' && time > now + CLOCK_SKEW_MS ? 'AppliedInFuture' : 'NotNewer';
}

function formatThreshold({ time }: Threshold, { status }: ContainerState): string {
  const only = `only pushes after ${new Date(time).toISOString()} count`;
  return status === 'drifted' ? `changed by somebody else; ${only}` : only;
}

/** 4. An image that a person pinned gets no mark, which would make it followed. */
function recordCurrent(push: Push, candidate: Candidate): RecordOnly | Skip {
  return isPinnedByHand(candidate) ? skip('AlreadyCurrent') : recordOnly(push, candidate, 'AlreadyCurrent');
}

function recordOnly(push: Push, candidate: Candidate, reason: RecordOnly['reason']): RecordOnly {
  const { image, state } = candidate;
  const from = recordOfRunning(state)?.from ?? image.text;
  const applied = toAppliedState(push, candidate, from, image.text);
  const { entry } = applied;
  return {
    action: 'recordOnly',
    reason,
    by: entry.by,
    applied: { ...applied, entry: { ...entry, by: FOUND } },
  };
}

/** 6. The image to write, or why it cannot be written. */
function write(push: Push, candidate: Candidate): Decision {
  if (isPinnedByHand(candidate)) return skip('PinnedByHand');
  const { image, inForce } = candidate;
  const sameTag = push.tag === currentTag(image);
  // A digest is never removed from the same tag, whatever `pin` is.
  const pinned = inForce.pin === 'digest' || (sameTag && image.digest !== undefined);
  const undigested = push.digest === undefined ? whyNoDigest(push, image, pinned && sameTag) : undefined;
  if (undigested !== undefined) return undigested;
  if (sameTag && !pinned) return keepText(push, candidate);
  return toUpdate(push, candidate, withVersion(image, push.tag, pinned ? push.digest : undefined));
}

/** 6. New content with the same text: new pods use it, or the pods of the next job. */
function keepText(push: Push, candidate: Candidate): Update | RecordOnly {
  const { image, restartable, inJob } = candidate;
  if (!restartable && !inJob) return recordOnly(push, candidate, 'NotRestartable');
  return { ...toUpdate(push, candidate, image.text), restart: restartable };
}

function toUpdate(push: Push, candidate: Candidate, to: string, from = candidate.image.text): Update {
  return { action: 'update', from, to, restart: false, applied: toAppliedState(push, candidate, from, to) };
}

/** Why a push without a digest is not written; `isNeeded` if only the digest would change. */
function whyNoDigest(push: Push, { digest }: ImageReference, isNeeded: boolean): Skip | undefined {
  if (isNeeded) return skip('NoDigest');
  if (digest === undefined || push.unpinned === true) return undefined;
  return skip('NoDigest', `expected a digest in the push, because the image has ${digest}`);
}

/** A digest that the record does not contain was pinned by a person, drifted or not; only the default policy keeps it. */
function isPinnedByHand({ image: { digest }, recorded, inForce }: Candidate): boolean {
  return (
    inForce.source === 'default' &&
    digest !== undefined &&
    (recorded === undefined || !namesDigest(recorded, digest))
  );
}

/** Whether the last update wrote or replaced the digest. A container with the replaced digest was rolled back, not pinned. */
function namesDigest({ from, to, digest: pushed }: UpdateRecord, digest: string): boolean {
  return pushed === digest || [from, to].some((image) => image.endsWith(`@${digest}`));
}

/** Mark and entry of this push: the higher time, an increased count of writes, the floor of a rollback. */
function toAppliedState(push: Push, candidate: Candidate, from: string, to: string): AppliedState {
  const { state } = candidate;
  const count = state.status === 'followed' || state.status === 'drifted' ? state.mark.count : 0;
  const mark = `${Math.max(push.publishedAt, appliedTime(candidate))}.${count + 1}`;
  return {
    mark,
    before: appliedTime(candidate),
    entry: {
      from,
      to,
      at: push.publishedAt,
      mark,
      floor: ignoreBefore(candidate),
      push: push.id,
      ...(push.digest === undefined ? {} : { digest: push.digest }),
      by: push.caller ?? push.trigger ?? push.source ?? 'unnamed topic',
    },
    ...(push.caller === undefined ? {} : { caller: push.caller }),
  };
}

/** The record of the running image; that of a drifted container is about another image. */
function recordOfRunning(state: ContainerState): UpdateRecord | undefined {
  return state.status === 'followed' || state.status === 'unmarked' ? state.entry : undefined;
}

/** The digest of the running image, as far as the image or the record names it. */
export function currentDigest({ image, state }: Candidate): string | undefined {
  return image.digest ?? recordOfRunning(state)?.digest;
}

function appliedTime({ state, imageTime }: Candidate): number {
  return state.status === 'followed' || state.status === 'drifted' ? state.mark.time : imageTime;
}

/** The floor: pushes up to this time are ignored under any policy. Without a mark a remaining floor is ignored. */
function ignoreBefore(candidate: Candidate): number {
  return candidate.state.status === 'followed' ? candidate.state.entry.floor : appliedTime(candidate);
}
