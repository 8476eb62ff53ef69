/**
 * Log lines of rejected requests. Anybody can cause them, so at most one line a second is written, with the number of
 * requests by status.
 */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { callEntry } from '../logging/refusal-entry.ts';
import { logLine } from '../logging/log-line.ts';
import type { TraceContext } from '../logging/trace-context.ts';

/** Logs a rejected request: at once, or counted in the next line, which describes the latest one. */
export type RefusalLog = (
  fault: UpdaterError,
  status: number,
  trace: TraceContext | undefined,
  /** The caller, if it is known. */
  caller?: string,
) => void;

const INTERVAL_MS = 1_000;

/** Creates a log with its own count. */
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
