/** Reconciles for a message of the schedule. */
import type { Deadline } from '../async/deadline.ts';
import type { Delivery } from '../core/event/delivery.ts';
import type { Reconciled } from '../core/report/event-result.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { App } from './context.ts';

/**
 * One run for all clusters in place, also with fan-out: the registries are listed once. It is always acknowledged, because the
 * next scheduled run is the retry. The modules are loaded only now: an event does not need them.
 */
export async function reconcileEvent(delivery: Delivery, app: App, deadline: Deadline): Promise<Reconciled> {
  const { listTags } = app;
  if (listTags === undefined)
    throw new UpdaterError('Unexpected', 'expected a way to list registries, got none');
  const { reconcile } = await import('./reconcile/reconcile.ts');
  return { status: 'reconciled', delivery, reconciled: await reconcile({ ...app, listTags }, deadline) };
}
