/** What is answered when a push was brought to the clusters. */
import { commandOf, REASONS } from '../core/reason.ts';
import { failuresOf, type ClusterFault, type Failed, type Report } from '../core/report.ts';
import { reportDocument } from '../output/report-document.ts';
import { answerJson, answerProblem, type Answer } from './answer.ts';

/**
 * 200 where all was applied or had a reason to be skipped, 202 where all that is left is queued, 409 where limits hold
 * back all that is left and not queued, else 502.
 */
export function answerTo(
  report: Report,
  more: { readonly note?: string; readonly requeued?: boolean },
): Answer {
  const body = { ...more, report: reportDocument(report, Infinity) };
  const failures = failuresOf(report);
  if (failures.length === 0) return answerJson(200, body);
  const beyond = failures.filter(({ reason }) => reason === 'TooMany');
  const isQueued = more.requeued === true && isPassing(report);
  if (isQueued && beyond.length === 0) return answerJson(202, body);
  if (beyond.length === failures.length || (isQueued && beyond.length > 0))
    return answerProblem(409, {
      title: 'More workloads than the limits allow',
      detail: [...beyond.map(limitText), ...new Set(beyond.flatMap(replayOf))].join('; '),
      ...body,
    });
  const reasons = new Set(failures.map(({ reason }) => reason));
  return answerProblem(502, {
    title: 'Not everything could be updated',
    detail: `${failures.length} failures: ${[...reasons].join(', ')}`,
    ...body,
  });
}

function limitText(failure: Failed | ClusterFault): string {
  return 'where' in failure ? `${failure.where}: ${failure.detail}` : failure.detail;
}

/** The command that replays the push whatever the limits say. */
function replayOf(failure: Failed | ClusterFault): string | readonly string[] {
  return commandOf(failure.reason, 'terms' in failure ? failure.terms : {}) ?? [];
}

/** Whether another delivery may mend all that failed on single workloads. */
function isPassing({ clusters }: Report): boolean {
  return clusters.every(({ failed }) => failed.every(({ reason }) => REASONS[reason].kind === 'transient'));
}
