/** Reads a workload again that is not as a patch expected it, after a wait. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Workload } from '../core/workload/workload.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { readWorkload, workloadPath, type SendOptions } from './one-workload.ts';
import type { Lease } from './request-turns.ts';

/** How it is read. */
export interface ReadOptions extends SendOptions {
  /** Taken before it is read: it is in memory as a whole then. */
  readonly place?: Lease;
}

// Far shorter than after a fault: another writer is done by the time we know of it. Doubled each time, half by chance.
const CONFLICT_WAIT_MS = 10;

/**
 * The workload as it is now; undefined where it is gone. The wait grows with the attempts, which count from 1.
 * @throws UpdaterError `OutOfTime` where the wait outlasts the time budget, and as {@link readWorkload}.
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
      `${workloadPath(workload)}: the time budget ended before it could be read again`,
    );
  });
  await place?.take();
  return readWorkload(workload, sending);
}
