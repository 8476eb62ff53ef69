/** Memory of another process, as Linux tells it; in MB of 10^6 bytes. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Whether this system tells it. */
export const TELLS_MEMORY = process.platform === 'linux';

/** The most that was resident since the start or the last reset; undefined where the process has ended. */
export function peakOf(pid: number): number | undefined {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib === undefined ? undefined : (Number(kib) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** From now on the peak counts from what is resident now. Where the system forbids it the peak stays as it is. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // The idle memory then is the peak of the first event: more than it was, never less.
  }
}
