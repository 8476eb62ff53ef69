/** The log entries of an event, at once. */
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { eachEntry } from '../../lib/logging/log-entries.ts';
import type { LogEntry } from '../../lib/logging/log-line.ts';

/** All entries, in reading order. */
export function logEntries(result: EventResult): LogEntry[] {
  return [...eachEntry(result)];
}
