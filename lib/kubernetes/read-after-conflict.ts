/** Reads a workload again after a conflict, after a delay. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Workload } from '../core/workload/workload.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { readWorkload, workloadPath, type SendOptions } from './one-workload.ts';
import type { Lease } from './request-turns.ts';

/** Options of the request. */
export interface ReadOptions extends SendOptions {
  /** Acquired before it is read, because then it is in memory as a whole. */
  readonly place?: Lease;
}

// Much shorter than after an error: the other writer has finished already. Doubled each time, half of it random.
const CONFLICT_WAIT_MS = 10;

/**
 * The current workload; undefined if it was deleted. The delay grows with the attempts, which count from 1.
 * @throws UpdaterError `OutOfTime` if the delay exceeds the deadline, and like {@link readWorkload}.
 */
export async function readAfterConflict(
  workload: Workload,
  attempt: number,
  { place, ...sending }: ReadOptions,
): Promise<Workload | undefined> {
  const { budget, clock = WALL_CLOCK } = sending;
  await clock.sleep(CONFLICT_WAIT_MS * 2 ** attempt * (0.5 + clock.random() / 2), budget.signal).catch(() => {
    throw new UpdaterError(
      'OutOfTime',
      `${workloadPath(workload)}: the time limit was reached before it could be read again`,
    );
  });
  await place?.take();
  return readWorkload(workload, sending);
}
