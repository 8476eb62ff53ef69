/** The reason of a skip or a failure as fields of a log line. */
import { reasonAddress } from '../core/errors/reason-page.ts';
import type { Reason } from '../core/errors/reason.ts';
import type { ExplainedReason } from '../report/explain-reason.ts';

/** Like in documents, but with `explanation`, because the `message` of a log line is static. */
export type ReasonFields<R extends Reason> = Omit<ExplainedReason<R>, 'message'> & {
  readonly explanation: string;
  /** The address of the page about the reason. */
  readonly docs: string;
};

export function reasonFields<R extends Reason>({ message, ...why }: ExplainedReason<R>): ReasonFields<R> {
  return { ...why, explanation: message, docs: reasonAddress(why.reason) };
}
