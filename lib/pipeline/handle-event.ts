/**
 * The pipeline of an event, the same for every entry point:
 *
 *     event ──read──▶ delivery ──decode──▶ push ─┬─ several clusters ──fan out──▶ a cluster task for each
 *                                                └─ clusters ──scan──▶ workloads ──decide──▶ plan ──patch──▶ report
 */
import type { Deadline } from '../async/deadline.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import { readClusterTask } from '../core/event/cluster-task-message.ts';
import { decodePush } from '../core/event/decode-push.ts';
import type { Delivery } from '../core/event/delivery.ts';
import { isReconcileRequest } from '../core/event/reconcile-request.ts';
import { findMessageId, readDelivery } from '../core/event/read-delivery.ts';
import { requireNamedTopic, rejectStrayTask } from '../core/event/topic-trust.ts';
import { failedEvent, type EventResult } from '../core/report/event-result.ts';
import { processClusterTask } from './cluster-task.ts';
import type { App, IncomingEvent } from './context.ts';
import { fanOutEvent } from './fan-out.ts';
import { logUpdates } from './log-updates.ts';
import { ignoreEvent } from './ignore-event.ts';
import { lookUpCall } from './look-up-digest.ts';
import { reconcileEvent } from './reconcile-event.ts';
import { reportResult } from './report-result.ts';
import { requeueCall } from './requeue.ts';
import { eventDeadline, updateClusters } from './update-clusters.ts';

/** One event, start to finish. Never rejects. */
export async function handleEvent(event: IncomingEvent, app: App, signal: AbortSignal): Promise<EventResult> {
  const result = await processEvent(event, app, eventDeadline(app, signal));
  await reportResult(result, event.trace, { ...app, end: signal });
  return result;
}

async function processEvent(event: IncomingEvent, app: App, deadline: Deadline): Promise<EventResult> {
  let delivery: Delivery | undefined;
  try {
    delivery = readDelivery(event, app.settings);
    return await processDelivery(delivery, logUpdates(app, delivery, event.trace), deadline);
  } catch (thrown) {
    return failedEvent(toUpdaterError(thrown), delivery, delivery ? undefined : findMessageId(event));
  }
}

/** The topic determines the kind of a delivery. */
async function processDelivery(delivery: Delivery, app: App, deadline: Deadline): Promise<EventResult> {
  const { settings } = app;
  requireNamedTopic(delivery, settings);
  if (isReconcileRequest(delivery, settings)) return reconcileEvent(delivery, app, deadline);
  rejectStrayTask(delivery, settings);
  const decoded = decodePush(delivery, settings);
  if ('reason' in decoded) return ignoreEvent(decoded, delivery, app, deadline);
  const { push, ...lookedUp } = await lookUpCall(decoded.push, delivery, app, deadline);
  const task = readClusterTask(delivery, settings);
  if (task !== undefined) return processClusterTask(task, { push, delivery }, app, deadline);
  const fannedOut = await fanOutEvent({ push, delivery }, app, deadline);
  if (fannedOut !== undefined) return fannedOut;
  const report = await updateClusters(push, app, deadline);
  const requeue = await requeueCall(report, delivery, app.replay);
  return { status: 'completed', delivery, report, requeue, ...lookedUp };
}
