/** The JSON document of `image-updater reconcile --json`. Later versions only add keys. */
import type { ReconcileReport } from '../../core/report/reconcile-report.ts';
import { explainReason } from '../../report/explain-reason.ts';
import { reportDocument } from '../../report/report-document.ts';

export function reconcileDocument({ repositories, unlistable, faults }: ReconcileReport) {
  return {
    repositories: repositories.map(({ repository, tags, fault, reports }) => ({
      repository,
      tags,
      ...(fault !== undefined && { fault: explainReason(fault.reason, fault.detail, fault.terms) }),
      reports: reports.map((report) => reportDocument(report, { bytes: Infinity, isTriedAgain: false })),
    })),
    otherRegistries: unlistable,
    faults: faults.map(({ cluster, where, reason, detail, terms }) => ({
      cluster,
      where,
      ...explainReason(reason, detail, terms),
    })),
  };
}
