/**
 * Log lines of refused requests. Anybody can cause them, so there is at most one a second; it says how many requests it
 * stands for, by status.
 */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { callEntry } from '../logging/refusal-entry.ts';
import { logLine } from '../logging/log-line.ts';
import type { TraceContext } from '../logging/trace-context.ts';

/** Logs a refused request: at once, or counted in the next line, which names the latest one. */
export type RefusalLog = (
  fault: UpdaterError,
  status: number,
  trace: TraceContext | undefined,
  /** Whose request it was, where that is known. */
  caller?: string,
) => void;

const INTERVAL_MS = 1_000;

/** A log of its own count. */
export function refusalLog(log: (line: string) => void): RefusalLog {
  const counts = new Map<number, number>();
  let latest: Parameters<RefusalLog> | undefined;
  let isWaiting = false;
  const write = (): void => {
    if (latest === undefined) return;
    const [fault, status, trace, caller] = latest;
    log(logLine(callEntry(fault, status, Object.fromEntries(counts), caller), trace));
    latest = undefined;
    counts.clear();
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      write();
    }, INTERVAL_MS).unref();
  };
  return (fault, status, trace, caller) => {
    latest = [fault, status, trace, caller];
    counts.set(status, (counts.get(status) ?? 0) + 1);
    if (!isWaiting) write();
  };
}
