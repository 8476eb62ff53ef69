import { readFileSync } from 'node:fs';

/**
 * Whether there is a process with that id. One that has ended and waits for its parent to notice does not count; in
 * a container that has no init for orphans it may wait for ever.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(statusOf(pid));
  } catch {
    return false;
  }
}

/** Empty where there is no /proc. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
