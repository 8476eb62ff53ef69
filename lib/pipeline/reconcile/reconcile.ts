/**
 * Reconcile: finds and applies pushes whose events were lost, by the tags that registries list now.
 *
 *     clusters ──scan──▶ followed repositories ──list──▶ tags ──scan──▶ missed updates ──limit──▶ patch ──▶ report
 *
 * It acts on what is there: a listing that failed or is incomplete changes nothing, and neither does a tag that is gone. The
 * same rules decide as for an event, with the upload time of the digest as the time of the push. Clusters are read twice: the
 * repositories have to be known before they are listed, and workloads are not kept meanwhile.
 */
import type { Deadline } from '../../async/deadline.ts';
import type { ReconcileReport } from '../../core/report/reconcile-report.ts';
import type { ReconcileContext } from './context.ts';
import { findMissedUpdates } from './find-missed-updates.ts';
import { listRepositories } from './list-repositories.ts';
import { reconcileReport } from './reconcile-report.ts';
import { selectUpdates } from './select-updates.ts';
import { surveyClusters } from './survey-clusters.ts';
import { updateMissed } from './update-missed.ts';

/** One run, from start to finish. Never rejects: what could not be read or changed is in the report. */
export async function reconcile(context: ReconcileContext, deadline: Deadline): Promise<ReconcileReport> {
  const survey = await surveyClusters(context, deadline);
  const listed = await listRepositories(survey.repositories, context, deadline);
  const missed = await findMissedUpdates(survey.clusters, listed.tags, context, deadline);
  const selected = selectUpdates(missed.updates, context.settings);
  const outcomes = await updateMissed(selected, context, deadline);
  return reconcileReport({ survey, listed, missed, selected, outcomes });
}
