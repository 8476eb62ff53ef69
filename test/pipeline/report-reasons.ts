/** The reasons in a report. */
import type { ClusterReport } from '../../lib/core/report/report.ts';

export function reasons({ faults, failed }: ClusterReport): string[] {
  return [...faults, ...failed].map(({ reason }) => reason);
}
