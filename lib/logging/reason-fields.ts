/** The reason of a skip or a failure as fields of a log line. */
import type { Reason } from '../core/errors/reason.ts';
import type { ExplainedReason } from '../report/explain-reason.ts';

/** As documents have it, but for `explanation`: the `message` of a log line is static. */
export type ReasonFields<R extends Reason> = Omit<ExplainedReason<R>, 'message'> & {
  readonly explanation: string;
};

export function reasonFields<R extends Reason>({ message, ...why }: ExplainedReason<R>): ReasonFields<R> {
  return { ...why, explanation: message };
}
