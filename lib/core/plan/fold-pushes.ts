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
    const [older, newer] = [a, b].map(({ publishedAt: time, digest }) => ({ time, digest }));
    if (older === undefined || newer === undefined) return 0;
    if (isNewer(older, newer)) return 1;
    if (isNewer(newer, older)) return -1;
    return a.tag < b.tag ? -1 : Number(a.tag > b.tag);
  });
}

/**
 * The push at whose image the container ends after all of them, delivered oldest first; undefined if it keeps its image.
 * Order (Decide 5) is checked again after each, on the image and the record that would have been written. A push whose gates
 * wait does not delay an older one.
 */
export function foldPushes(pushes: readonly Push[], candidate: Candidate): Push | undefined {
  const earliest = earliestPush(candidate);
  let current = candidate;
  let last: Push | undefined;
  for (const push of pushes) {
    if (push.publishedAt < earliest) continue;
    const decision = decideNow(push, current);
    if (decision.action === 'skip') continue;
    last = push;
    current = written(current, decision);
  }
  return last !== undefined && decideNow(last, candidate).action === 'update' ? last : undefined;
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
