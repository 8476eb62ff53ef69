/** What is answered when a push was brought to the clusters. */
import { formatCommand, REASONS } from '../core/errors/reason.ts';
import { listFailures, isLimit, type Report } from '../core/report/report.ts';
import { printable } from '../core/text/printable.ts';
import { reportDocument } from '../report/report-document.ts';
import { jsonResponse, problemResponse, type HttpResponse } from './http-response.ts';

/**
 * 200 where all was applied or had a reason to be skipped, 202 where all that is left is queued, 409 where limits hold
 * back all that is left and not queued, else 502.
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
      title: 'More workloads than the limits allow',
      detail: limitsText(report),
      ...body,
    });
  const reasons = new Set(failures.map(({ reason }) => reason));
  const { totals } = body.report;
  return problemResponse(502, {
    title: 'Not everything could be updated',
    detail: `${totals.failed + totals.faults} failures: ${[...reasons].join(', ')}`,
    ...body,
  });
}

/** Which limits of which clusters were passed, and the commands that replay the push whatever they say, each once. */
function limitsText({ clusters }: Report): string {
  const limits = clusters.flatMap(({ cluster, faults }) =>
    faults.filter(isLimit).map((fault) => ({ ...fault, cluster: printable(cluster) })),
  );
  const passed = limits.map(({ cluster, where, detail }) => `${cluster}: ${where}: ${detail}`);
  const commands = limits.flatMap(({ reason, terms }) => formatCommand(reason, terms) ?? []);
  return [...passed, ...new Set(commands)].join('; ');
}

/** Whether another delivery may fix all that failed on single workloads. */
function isRetryableReport({ clusters }: Report): boolean {
  return clusters.every(({ failed }) => failed.every(({ reason }) => REASONS[reason].kind === 'transient'));
}
