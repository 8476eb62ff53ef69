/** Logs each update as soon as it is made: the process may end before the event, and a later delivery does not repeat it. */
import type { Delivery } from '../core/event/delivery.ts';
import { logLine } from '../logging/log-line.ts';
import { updateEntry } from '../logging/report-entries.ts';
import type { TraceContext } from '../logging/trace-context.ts';
import type { App } from './context.ts';

/** The same context, which logs the updates of an event. */
export function logUpdates(app: App, delivery: Delivery, trace: TraceContext | undefined): App {
  return {
    ...app,
    onUpdated: (cluster, updated) => app.log(logLine(updateEntry(updated, cluster, delivery), trace)),
  };
}
