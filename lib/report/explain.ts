/** Why something was not done, as log lines and documents say it. */
import { commandOf, REASONS, remedyOf, type Reason } from '../core/errors/reason.ts';
import type { ReasonText, Terms } from '../core/errors/reason-text.ts';

export interface Why<R extends Reason = Reason> {
  readonly reason: R;
  readonly message: string;
  readonly remedy: string;
  readonly command?: string;
  readonly detail: string;
}

/** The reason in the words of the closed list, with the names of this very case, and what came. */
export function why<R extends Reason>(reason: R, detail: string, terms?: Terms): Why<R> {
  const command = commandOf(reason, terms);
  return {
    reason,
    message: REASONS[reason].message,
    remedy: remedyOf(reason, terms),
    ...(command === undefined ? {} : { command }),
    detail,
  };
}

/** The same for a caller of the HTTP API, who fixes a request and not a message. */
export function whyOverHttp<R extends Reason>(reason: R, detail: string, terms?: Terms): Why<R> {
  const { remedyOverHttp }: ReasonText = REASONS[reason];
  const said = why(reason, detail, terms);
  return remedyOverHttp === undefined ? said : { ...said, remedy: remedyOverHttp };
}
