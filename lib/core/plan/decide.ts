/**
 * Deciding goes through these steps, container by container; the first that answers counts.
 *
 * 1. The workload as a whole: excluded, being deleted, owned by a controller, held. Then each container by itself: owned
 *    by GitOps, unless the policy annotation that counts for it says something else than `never` (plan.ts).
 * 2. Which policy is in force: enforced rule, annotation, other rule, default (effective-policy.ts).
 * 3. The policy's answer to the current and the pushed tag.
 * 4. The same digest runs already: nothing rolls, but mark and record advance if the push is newer, else a late
 *    older push would win. Under `pin: tag` another tag of it is written, for a tag is all that the nodes have.
 * 5. Order. By time the push must be newer than the mark. By version a higher one must only be newer than the
 *    floor, and one of the same version newer than the push that runs. What somebody moved waits for a push that
 *    is newer than the mark. Without a mark, T0 stands for it under every policy (image-times.ts).
 * 6. What cannot be written: the same tag without a digest, a plain tag in the place of a digest (unless the push says
 *    `unpinned`), under the default policy a digest that the record does not name: a person pinned it; under
 *    `pin: tag` the same tag, where nothing can be restarted: mark and record advance.
 * 7. More workloads with an update than the limit of a namespace or a cluster: none of them there.
 *
 * Here are 3 to 6. Five laws follow from them, and test/core/laws.test.ts checks them:
 * - Order: every order of the same pushes, with any duplicates, ends at the same digest.
 * - Rollback: once somebody moved a container, no push up to the mark's time acts on it until he puts it back.
 * - Pins: under the default policy no push acts on a digest that the record does not name.
 * - Tags: under `pin: tag` every order of pushes with digests at different times ends at the same tag, of what carries none.
 * - Added digests: the record's digest behind a tag that was written, as admission adds it, changes none of this.
 *
 * Rollback holds for pushes without a digest too. Order holds for them under `pin: digest` on a container that carries
 * a digest, where they do nothing, and under `pin: tag` on one that carries none. Elsewhere a push without a digest acts
 * only until another one brings a digest, so their order counts.
 */
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

/** A container of the pushed repository, as it stands. */
export interface Candidate {
  readonly image: ImageReference;
  readonly state: ContainerState;
  /** The container's entry in the record, whether or not it is of the image that runs. */
  readonly recorded?: UpdateRecord | undefined;
  readonly inForce: PolicyInForce;
  /** T0, milliseconds since the epoch: stands for mark, floor and the push that runs where there is no mark. */
  readonly imageTime: number;
  /** Whether new pods can be started where the image keeps its text. */
  readonly restartable: boolean;
  /** Whether jobs run it, of which the next has new content without a restart. */
  readonly inJob: boolean;
  /** The local time; missing where nothing is to count as being in the future. */
  readonly now?: number | undefined;
}

/** May this push replace what the container runs, and what is then written? */
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

/** 4. The pushed digest runs already; under policies ordered by version they must also be of the same version. */
function isSameDigest(push: Push, candidate: Candidate, may: 'newer' | 'same'): boolean {
  const sameVersion = candidate.inForce.policy.orderedBy === 'time' || may === 'same';
  return sameVersion && push.digest !== undefined && push.digest === currentDigest(candidate);
}

/** 4. Whether the nodes have nothing but a tag, and another than the pushed one: that may be deleted. */
function needsTag({ tag }: Push, { image, inForce: { pin } }: Candidate): boolean {
  return pin === 'tag' && image.digest === undefined && tag !== currentTag(image);
}

/** What a push has to be newer than. Of equal times the greater digest is the newer one, if `orDigest`. */
interface Threshold {
  readonly time: number;
  readonly orDigest: boolean;
}

/** 5. What counts here: the mark, the floor, or the push that runs; what the updater does not follow has only one time. */
function findThreshold(candidate: Candidate, may: 'newer' | 'same'): Threshold {
  const { state, inForce } = candidate;
  if (state.status !== 'followed') return { time: appliedTime(candidate), orDigest: false };
  if (inForce.policy.orderedBy === 'time') return { time: state.mark.time, orDigest: true };
  if (may === 'newer') return { time: state.entry.floor, orDigest: false };
  return { time: state.entry.at, orDigest: true };
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

/** What only a clock that was ahead can have written holds up all pushes until then: a person has to know. */
function whyNotNewer({ time }: Threshold, { state, now = Infinity }: Candidate): SkipReason {
  return state.status !== 'unmarked' && time > now + CLOCK_SKEW_MS ? 'AppliedInFuture' : 'NotNewer';
}

function formatThreshold({ time }: Threshold, { status }: ContainerState): string {
  const only = `only pushes after ${new Date(time).toISOString()} count`;
  return status === 'drifted' ? `changed by somebody else; ${only}` : only;
}

/** 4. What a person pinned is not marked: that would make it ours. */
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

/** 6. What is written, or why it cannot be expressed. */
function write(push: Push, candidate: Candidate): Decision {
  if (isPinnedByHand(candidate)) return skip('PinnedByHand');
  const { image, inForce } = candidate;
  const sameTag = push.tag === currentTag(image);
  // A digest is never taken away from the same tag, whatever `pin` says.
  const pinned = inForce.pin === 'digest' || (sameTag && image.digest !== undefined);
  const undigested = push.digest === undefined ? whyNoDigest(push, image, pinned && sameTag) : undefined;
  if (undigested !== undefined) return undigested;
  if (sameTag && !pinned) return keepText(push, candidate);
  return toUpdate(push, candidate, withVersion(image, push.tag, pinned ? push.digest : undefined));
}

/** 6. New content behind the text that is there: new pods get it, or the pods of the next job. */
function keepText(push: Push, candidate: Candidate): Update | RecordOnly {
  const { image, restartable, inJob } = candidate;
  if (!restartable && !inJob) return recordOnly(push, candidate, 'NotRestartable');
  return { ...toUpdate(push, candidate, image.text), restart: restartable };
}

function toUpdate(push: Push, candidate: Candidate, to: string, from = candidate.image.text): Update {
  return { action: 'update', from, to, restart: false, applied: toAppliedState(push, candidate, from, to) };
}

/** Why a push without a digest is not written; `isNeeded` where nothing but the digest would change. */
function whyNoDigest(push: Push, { digest }: ImageReference, isNeeded: boolean): Skip | undefined {
  if (isNeeded) return skip('NoDigest');
  if (digest === undefined || push.unpinned === true) return undefined;
  return skip('NoDigest', `expected a digest in the push, for the image carries ${digest}`);
}

/** A digest that the record does not name is a person's, drifted or not; only the default policy leaves it. */
function isPinnedByHand({ image: { digest }, recorded, inForce }: Candidate): boolean {
  return (
    inForce.source === 'default' &&
    digest !== undefined &&
    (recorded === undefined || !namesDigest(recorded, digest))
  );
}

/** Whether the last update wrote the digest or replaced it. A container that went back to it was rolled back, not pinned. */
function namesDigest({ from, to, digest: pushed }: UpdateRecord, digest: string): boolean {
  return pushed === digest || [from, to].some((image) => image.endsWith(`@${digest}`));
}

/** The mark and the entry that tell of this push: the higher time, one more write, the floor of a rollback. */
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
      by: push.caller ?? push.source ?? 'unnamed topic',
    },
    ...(push.caller === undefined ? {} : { caller: push.caller }),
  };
}

/** The record of what runs; that of a moved container speaks of something else. */
function recordOfRunning(state: ContainerState): UpdateRecord | undefined {
  return state.status === 'followed' || state.status === 'unmarked' ? state.entry : undefined;
}

function currentDigest({ image, state }: Candidate): string | undefined {
  return image.digest ?? recordOfRunning(state)?.digest;
}

function appliedTime({ state, imageTime }: Candidate): number {
  return state.status === 'followed' || state.status === 'drifted' ? state.mark.time : imageTime;
}

/** Pushes up to this time do not count, under any policy: the floor. Without a mark a floor that is still there is none. */
function ignoreBefore(candidate: Candidate): number {
  return candidate.state.status === 'followed' ? candidate.state.entry.floor : appliedTime(candidate);
}
