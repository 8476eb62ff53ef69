/** What a process has used, as Linux counts it under /proc. */
import { readFileSync } from 'node:fs';

/** Times in /proc are in hundredths of a second on every Linux there is (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Processor time that the process has spent so far, in itself and in the kernel. */
export function cpuSeconds(pid: number): number {
  // The second field is the program's name in parentheses, which may hold anything: count from its end.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const [user, system] = [fields[11], fields[12]].map(Number);
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) / TICKS_PER_SECOND;
}

/** Resident memory of the process now. */
export function rssBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** The most that was resident since the start of the process; undefined where it is gone, or the system does not tell. */
export function peakBytes(pid: number | undefined): number | undefined {
  try {
    const bytes = statusBytes(pid, 'VmHWM');
    return Number.isNaN(bytes) ? undefined : bytes;
  } catch {
    return undefined;
  }
}

function statusBytes(pid: number | undefined, field: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return Number(kib) * 1024;
}
