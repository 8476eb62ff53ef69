/** Applies several pushes of a repository in memory: only the one that stands at the end is worth a rollout. */
import { UpdaterError } from '../errors/updater-error.ts';
import type { Push } from '../event/push.ts';
import { isNewer } from '../event/push.ts';
import { parseImage } from '../names/image-reference.ts';
import { parseAppliedLabel } from '../workload/applied-state.ts';
import { earliestPush, type Candidate } from './decide.ts';
import { decideNow } from './decide-now.ts';
import type { RecordOnly, Update } from './decision.ts';

/** From the oldest to the newest; at equal times by digest, then by tag, so that the order of the input does not matter. */
export function oldestFirst(pushes: readonly Push[]): readonly Push[] {
  return pushes.toSorted((a, b) => {
    if (a.publishedAt !== b.publishedAt) return a.publishedAt - b.publishedAt;
    const [older, newer] = [a, b].map(({ publishedAt: time, digest }) => ({ time, digest }));
    if (older === undefined || newer === undefined) return 0;
    if (isNewer(older, newer)) return 1;
    if (isNewer(newer, older)) return -1;
    return a.tag < b.tag ? -1 : Number(a.tag > b.tag);
  });
}

// A few milliseconds, if each of them is applied.
const PUSHES_A_STEP = 500;

/**
 * The push at whose image the container ends after all of them, oldest first; undefined if it keeps its image. Order
 * (Decide 5) is checked again after each, on the image and the record that would have been written. A push whose
 * gates wait does not delay an older one. In steps: a repository may have a hundred thousand tags.
 */
export function* foldPushes(
  pushes: readonly Push[],
  candidate: Candidate,
): Generator<void, Push | undefined, void> {
  let current = candidate;
  let last: Push | undefined;
  for (let at = firstSince(pushes, earliestPush(candidate)); at < pushes.length; at += 1) {
    if (at % PUSHES_A_STEP === 0) yield;
    const push = pushes[at];
    if (push === undefined) continue;
    const decision = decideNow(push, current);
    if (decision.action === 'skip') continue;
    last = push;
    current = written(current, decision);
  }
  return last !== undefined && decideNow(last, candidate).action === 'update' ? last : undefined;
}

/** The index of the first push at this time or later: most containers run a recent one. */
function firstSince(pushes: readonly Push[], time: number): number {
  let [low, high] = [0, pushes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pushes[middle]?.publishedAt ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The container as it is after the decision is written. */
function written(candidate: Candidate, decision: Update | RecordOnly): Candidate {
  const { entry, mark: text } = decision.applied;
  const [parsed, mark] = [parseImage(entry.to), parseAppliedLabel(text)];
  if ('invalid' in parsed || mark === undefined)
    throw new UpdaterError('Unexpected', `expected a decision that can be read again, got ${entry.to}`);
  return {
    ...candidate,
    image: parsed.image,
    state: { status: 'followed', mark, entry },
    recorded: entry,
  };
}
