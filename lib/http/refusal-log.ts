/**
 * Log lines of refused requests. Anybody can cause them, so there is at most one a second for each status; it says how
 * many requests it stands for.
 */
import type { Fault } from '../core/fault.ts';
import { callEntry } from '../output/call-entry.ts';
import { logLine } from '../output/log-line.ts';
import type { Trace } from '../output/trace.ts';

/** Logs a refused request, at once or counted in the next line. */
export type RefusalLog = (fault: Fault, status: number, trace: Trace | undefined) => void;

const INTERVAL_MS = 1_000;

interface Pending {
  /** What the next line says, with the number of requests it stands for. */
  write: ((count: number) => void) | undefined;
  count: number;
}

/** A log of its own count. */
export function refusalLog(log: (line: string) => void): RefusalLog {
  const pending = new Map<number, Pending>();
  const flush = (status: number): void => {
    const { write, count } = pending.get(status) ?? { write: undefined, count: 0 };
    pending.delete(status);
    if (write === undefined) return;
    write(count);
    wait(status);
  };
  const wait = (status: number): void => {
    pending.set(status, { write: undefined, count: 0 });
    setTimeout(() => flush(status), INTERVAL_MS).unref();
  };
  return (fault, status, trace) => {
    const write = (count: number): void => log(logLine(callEntry(fault, status, count), trace));
    const waiting = pending.get(status);
    if (waiting === undefined) {
      write(1);
      wait(status);
      return;
    }
    waiting.write = write;
    waiting.count += 1;
  };
}
