/** The reason of a skip or a failure as fields of a log line. */
import type { Reason } from '../core/errors/reason.ts';
import type { Why } from '../report/explain.ts';

/** As documents have it, but for `explanation`: the `message` of a log line is static. */
export type ReasonFields<R extends Reason> = Omit<Why<R>, 'message'> & { readonly explanation: string };

export function reasonFields<R extends Reason>({ message, ...why }: Why<R>): ReasonFields<R> {
  return { ...why, explanation: message };
}
