/** Why something was not done, as log lines and documents say it. */
import { formatCommand, REASONS, formatRemedy, type Reason } from '../core/errors/reason.ts';
import type { ReasonText, Terms } from '../core/errors/reason-text.ts';

export interface ExplainedReason<R extends Reason = Reason> {
  readonly reason: R;
  readonly message: string;
  readonly remedy: string;
  readonly command?: string;
  readonly detail: string;
}

/** The reason in the words of the closed list, with the names of this very case, and what came. */
export function explainReason<R extends Reason>(
  reason: R,
  detail: string,
  terms?: Terms,
): ExplainedReason<R> {
  const command = formatCommand(reason, terms);
  return {
    reason,
    message: REASONS[reason].message,
    remedy: formatRemedy(reason, terms),
    ...(command === undefined ? {} : { command }),
    detail,
  };
}

/** The same for a caller of the HTTP API, who fixes a request and not a message. */
export function explainReasonOverHttp<R extends Reason>(
  reason: R,
  detail: string,
  terms?: Terms,
): ExplainedReason<R> {
  const { remedyOverHttp }: ReasonText = REASONS[reason];
  const said = explainReason(reason, detail, terms);
  return remedyOverHttp === undefined ? said : { ...said, remedy: remedyOverHttp };
}
