/**
 * A line of JSON in the format of Cloud Logging, which uses `time` as the time of the entry:
 *
 *     {"severity":"INFO","time":"2026-01-05T08:00:00.000Z","message":"Image updated","logging.googleapis.com/labels":{"push":"…"},
 *      "logging.googleapis.com/trace":"projects/P/traces/T", …fields}
 */
import { printable } from '../core/text/printable.ts';
import type { TraceContext } from './trace-context.ts';

export type Severity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** A log entry: a static message, and variable fields. */
export interface LogEntry {
  readonly severity: Severity;
  readonly message: string;
  /** For filters: few values, short texts. */
  readonly labels: Readonly<Record<string, string>>;
  readonly fields: Fields;
}

/** Without the keys message, severity and time, which would replace those of the entry. */
type Fields = Readonly<Record<string, unknown>> & {
  readonly message?: never;
  readonly severity?: never;
  readonly time?: never;
};

// Cloud Logging accepts 256 KB for an entry; texts of the updater are much shorter.
const MAX_TEXT = 1024;

/** The entry as a line without line break; `time` is in milliseconds since the epoch, default: now. All texts are printable, so no field can forge a line or a colour. */
export function logLine(
  { severity, message, labels, fields }: LogEntry,
  trace: TraceContext | undefined,
  time: number = Date.now(),
): string {
  const line = {
    severity,
    time: new Date(time).toISOString(),
    message,
    'logging.googleapis.com/labels': labels,
    ...(trace === undefined ? {} : traceFields(trace)),
    ...fields,
  };
  return JSON.stringify(line, (_key, value: unknown) =>
    typeof value === 'string' ? printable(value, MAX_TEXT) : value,
  );
}

function traceFields({ trace, spanId, sampled }: TraceContext): Record<string, unknown> {
  return {
    'logging.googleapis.com/trace': trace,
    ...(spanId === undefined ? {} : { 'logging.googleapis.com/spanId': spanId }),
    'logging.googleapis.com/trace_sampled': sampled,
  };
}
