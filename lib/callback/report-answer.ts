/** What is answered when a push was brought to the clusters. */
import { REASONS } from '../core/reason.ts';
import { failuresOf, type Report } from '../core/report.ts';
import { reportDocument } from '../output/report-document.ts';
import { answerJson, answerProblem, type Answer } from './answer.ts';

/** 200 where all was applied or had a reason to be skipped, 202 where all that is left is queued, else 502. */
export function answerTo(
  report: Report,
  more: { readonly note?: string; readonly requeued?: boolean },
): Answer {
  const body = { ...more, report: reportDocument(report, Infinity) };
  const reasons = failuresOf(report).map(({ reason }) => reason);
  if (reasons.length === 0) return answerJson(200, body);
  if (more.requeued === true && isPassing(report)) return answerJson(202, body);
  return answerProblem(502, {
    title: 'Not everything could be updated',
    detail: `${reasons.length} failures: ${[...new Set(reasons)].join(', ')}`,
    ...body,
  });
}

/** Whether another delivery may mend all that failed. */
function isPassing({ clusters }: Report): boolean {
  return clusters.every(({ failed }) => failed.every(({ reason }) => REASONS[reason].kind === 'transient'));
}
