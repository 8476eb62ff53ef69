/** Explanations of reasons for log lines and documents. */
import { formatCommand, REASONS, formatRemedy, type Reason } from '../core/errors/reason.ts';
import type { ReasonText, Terms } from '../core/errors/reason-text.ts';

export interface ExplainedReason<R extends Reason = Reason> {
  readonly reason: R;
  readonly message: string;
  readonly remedy: string;
  readonly command?: string;
  readonly detail: string;
}

/** The texts of the closed list with the names of this case, and the detail. */
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

/** The same for a caller of the HTTP API, who can correct a request. */
export function explainReasonOverHttp<R extends Reason>(
  reason: R,
  detail: string,
  terms?: Terms,
): ExplainedReason<R> {
  const { remedyOverHttp }: ReasonText = REASONS[reason];
  const said = explainReason(reason, detail, terms);
  return remedyOverHttp === undefined ? said : { ...said, remedy: remedyOverHttp };
}
