/**
 * What a status code of an API server means for us: the one table. Whose word a refused patch is, is in refusal.ts.
 */
import { Fault } from '../../core/errors/fault.ts';
import { isObject } from '../../core/text/json.ts';
import type { FaultReason } from '../../core/errors/reason.ts';
import { printable } from '../../core/text/printable.ts';
import type { Answer } from './response.ts';
import { isApiStatus, isDenial, parseApiStatus } from './api-status.ts';
import { isPassing } from '../../async/retry.ts';
import { parseRetryAfter } from './retry-after.ts';

const BY_STATUS: Readonly<Record<number, FaultReason>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  408: 'ServerError',
  429: 'Throttled',
};

/** The fault that an answer other than 2xx amounts to. */
export function faultOf(answer: Answer): Fault {
  const retryAfterMs = parseRetryAfter(answer.retryAfter, Date.now());
  return new Fault(reasonOf(answer), `${answer.request}: ${answer.status} ${wordsOf(answer)}`, {
    retryAfterMs,
  });
}

/**
 * Passes an answer on.
 * @throws its Fault where the same request may well succeed a moment later.
 */
export function unlessPassing(answer: Answer): Answer {
  if (answer.status < 400) return answer;
  const fault = faultOf(answer);
  if (isPassing(fault)) throw fault;
  return answer;
}

/** Whether a list's answer says that the server does not have such a kind: in plain text, where its group is missing. */
export function isAbsent(answer: Answer): boolean {
  return answer.status === 404 && (isApiStatus(answer.body) || answer.text.trim() === '404 page not found');
}

function reasonOf({ status, body }: Answer): FaultReason {
  // Nothing is wrong with our token or our rights, whatever code the webhook chose.
  if ((status === 401 || status === 403) && isDenial(body)) return 'Refused';
  // The front end of a DNS endpoint of GKE, or a proxy: the rights in the cluster were not even asked for.
  if (status === 403 && !isApiStatus(body)) return 'ForbiddenByFrontEnd';
  const reason = BY_STATUS[status];
  if (reason !== undefined) return reason;
  if (status >= 500) return 'ServerError';
  // Anything that listens where a cluster was answers so.
  if (status === 404 && !isApiStatus(body)) return 'UnexpectedAnswer';
  return status >= 400 && isObject(body) ? 'Refused' : 'UnexpectedAnswer';
}

/** What the API server says. What anything else answers is not repeated: a proxy may echo our token. */
function wordsOf({ body, text }: Answer): string {
  if (!isApiStatus(body)) return `and ${text.length} characters that are no Status of Kubernetes`;
  const { reason, message } = parseApiStatus(body);
  const words = [reason, message].filter((word) => word !== '').join(': ');
  // What calls itself a Status may be anybody's.
  return printable(words.replace(/\bBearer\s+[^\s,;"]+/gi, 'Bearer …'), 512);
}
