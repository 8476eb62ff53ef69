/** Reports the result of an event: to the log, the results topic, and metrics. */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { Destination } from '../core/event/message.ts';
import { eventReports, type EventResult } from '../core/report/event-result.ts';
import { hasNews } from '../core/report/report.ts';
import {
  eachEntry,
  lookUpFailureEntry,
  publishFailureEntry,
  requeueFailureEntry,
} from '../logging/log-entries.ts';
import { logLine } from '../logging/log-line.ts';
import type { TraceContext } from '../logging/trace-context.ts';
import { reportEvent } from '../report/report-event.ts';
import type { App } from './context.ts';
import { PUBLISH_AT_END_MS, PUBLISH_MS } from './end-limits.ts';
import { publishOne } from './publish-one.ts';

export interface Reporting extends Pick<App, 'log' | 'results' | 'onResult'> {
  /** Aborts at the shutdown of the process. */
  readonly end?: AbortSignal;
}

/** Converts a report to an event of its own. */
export interface Stamp {
  readonly id: string;
  /** Milliseconds since the epoch, an integer. */
  readonly time: number;
}

/** Never rejects: a report that cannot be published is logged, and the result does not change. */
export async function reportResult(
  result: EventResult,
  trace: TraceContext | undefined,
  { log, results, onResult, end }: Reporting,
  stamp: () => Stamp = stampNow,
): Promise<void> {
  for (const entry of eachEntry(result)) log(logLine(entry, trace));
  if (result.status === 'completed' && result.lookUpFault !== undefined)
    log(logLine(lookUpFailureEntry(result.delivery, result.lookUpFault), trace));
  if (result.status === 'completed' && result.requeue?.is === 'none' && result.requeue.fault !== undefined)
    log(logLine(requeueFailureEntry(result.delivery, result.requeue.fault), trace));
  try {
    if (results !== undefined) await publishReport(result, { results, end }, stamp);
  } catch (thrown) {
    log(logLine(publishFailureEntry(result, toUpdaterError(thrown)), trace));
  }
  onResult?.(result);
}

async function publishReport(
  result: EventResult,
  { results, end }: { readonly results: Destination; readonly end: AbortSignal | undefined },
  stamp: () => Stamp,
): Promise<void> {
  const { delivery } = result;
  if (delivery === undefined) return;
  const requeue = result.status === 'completed' ? result.requeue : undefined;
  for (const report of eventReports(result).filter(hasNews))
    await publishOne(results, reportEvent({ report, delivery, requeue }, stamp()), {
      ms: PUBLISH_MS,
      end: end && { signal: end, ms: PUBLISH_AT_END_MS },
    });
}

function stampNow(): Stamp {
  return { id: crypto.randomUUID(), time: Date.now() };
}
