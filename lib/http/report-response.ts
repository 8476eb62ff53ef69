/** The response for a push after the clusters were updated. */
import { formatCommand, REASONS } from '../core/errors/reason.ts';
import { listFailures, isLimit, type Report } from '../core/report/report.ts';
import { printable } from '../core/text/printable.ts';
import { reportDocument } from '../report/report-document.ts';
import { jsonResponse, problemResponse, type HttpResponse } from './http-response.ts';

/**
 * 200 if everything was applied or skipped, 202 if all remaining work is queued, 409 if limits stop all remaining work, else
 * 502.
 */
export function reportResponse(
  report: Report,
  more: { readonly note?: string; readonly requeued?: boolean },
): HttpResponse {
  const { requeued = false } = more;
  const body = { ...more, report: reportDocument(report, { bytes: Infinity, isTriedAgain: requeued }) };
  const failures = listFailures(report);
  if (failures.length === 0) return jsonResponse(200, body);
  const limits = failures.filter(isLimit);
  const isQueued = requeued && isRetryableReport(report);
  if (isQueued && limits.length === 0) return jsonResponse(202, body);
  if (limits.length > 0 && (isQueued || limits.length === failures.length))
    return problemResponse(409, {
      title: 'Limit exceeded',
      detail: limitsText(report),
      ...body,
    });
  const reasons = new Set(failures.map(({ reason }) => reason));
  const { totals } = body.report;
  return problemResponse(502, {
    title: 'Some workloads could not be updated',
    detail: `${totals.failed + totals.faults} failures: ${[...reasons].join(', ')}`,
    ...body,
  });
}

/** The exceeded limits of each cluster, and the commands that replay the push without limits, each once. */
function limitsText({ clusters }: Report): string {
  const limits = clusters.flatMap(({ cluster, faults }) =>
    faults.filter(isLimit).map((fault) => ({ ...fault, cluster: printable(cluster) })),
  );
  const passed = limits.map(({ cluster, where, detail }) => `${cluster}: ${where}: ${detail}`);
  const commands = limits.flatMap(({ reason, terms }) => formatCommand(reason, terms) ?? []);
  return [...passed, ...new Set(commands)].join('; ');
}

/** Whether all failures of single workloads are transient. */
function isRetryableReport({ clusters }: Report): boolean {
  return clusters.every(({ failed }) => failed.every(({ reason }) => REASONS[reason].kind === 'transient'));
}
