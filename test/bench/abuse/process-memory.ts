/** Memory of another process, as Linux tells it. */
import { writeFileSync } from 'node:fs';

/** Whether this system tells it. */
export const TELLS_MEMORY = process.platform === 'linux';

/** From now on the peak counts from what is resident now. Where the system forbids it the peak stays as it is. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // The idle memory then is the peak of the first event: more than it was, never less.
  }
}
