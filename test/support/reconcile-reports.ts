/** Reports of reconcile runs, as their readers get them. */
import type { Push } from '../../lib/core/event/push.ts';
import type { ReconciledRepository, ReconcileReport } from '../../lib/core/report/reconcile-report.ts';
import { reportCluster, type ClusterFault, type ContainerOutcome } from '../../lib/core/report/report.ts';
import type { Skipped } from '../../lib/core/report/skipped.ts';
import { push, REPOSITORY } from './builders.ts';
import { SUBJECT, updatedOutcome } from './outcome-builders.ts';

export const LISTING_FAULT = {
  where: 'list the tags',
  reason: 'ListingForbidden',
  detail: 'no permission',
  terms: { PROJECT: 'shop', LOCATION: 'europe', REPOSITORY: 'images', MEMBER: 'user:tester@shop.example' },
} as const satisfies ClusterFault;

/** A push that a listing has: `n` is the digit of its digest and its second. */
function listedPush(n = 1, changes: Partial<Push> = {}): Push {
  const { source: _source, ...rest } = push({ publishedAt: n * 1000, id: `listed-${n}`, ...changes });
  return { ...rest, trigger: 'reconcile' };
}

export function skipped(reason: Skipped['reason'], count = 1): readonly Skipped[] {
  return Array.from({ length: count }, () => ({ ...SUBJECT, result: 'skipped' as const, reason }));
}

/** A repository with 7 tags, and one push with these outcomes in the cluster `a`. */
export function compared(
  outcomes: readonly ContainerOutcome[] = [updatedOutcome()],
  faults: readonly ClusterFault[] = [],
): ReconciledRepository {
  const clusters = [reportCluster('a', 9, outcomes, faults)];
  return { repository: REPOSITORY, tags: 7, reports: [{ push: listedPush(), clusters }] };
}

export const NOTHING_MISSED: ReconciledRepository = { repository: REPOSITORY, tags: 7, reports: [] };

/** A repository whose listing failed. */
export const NOT_LISTED: ReconciledRepository = {
  repository: 'europe-docker.pkg.dev/shop/images/api',
  tags: 0,
  fault: LISTING_FAULT,
  reports: [],
};

export function reconciled(
  repositories: readonly ReconciledRepository[],
  changes: Partial<ReconcileReport> = {},
): ReconcileReport {
  return { repositories, unlistable: [], faults: [], ...changes };
}
