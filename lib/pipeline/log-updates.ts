/** Each update is logged as soon as it is made: the process may end before the event does, and no later delivery makes it again. */
import type { Delivery } from '../core/event/delivery.ts';
import { logLine } from '../logging/log-line.ts';
import { updateEntry } from '../logging/report-entries.ts';
import type { TraceContext } from '../logging/trace-context.ts';
import type { App } from './context.ts';

/** The same, that logs the updates of one event. */
export function logUpdates(app: App, delivery: Delivery, trace: TraceContext | undefined): App {
  return {
    ...app,
    onUpdated: (cluster, updated) => app.log(logLine(updateEntry(updated, cluster, delivery), trace)),
  };
}
