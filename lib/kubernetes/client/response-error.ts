/**
 * What a status code of an API server means: the one table. Whose word a refused patch is, is in patch-error.ts.
 */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { isObject } from '../../core/text/json.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import { printable } from '../../core/text/printable.ts';
import type { ApiResponse } from './api-response.ts';
import { isApiStatus, isDenial, parseApiStatus } from './api-status.ts';
import { isRetryable } from '../../async/retry.ts';
import { parseRetryAfter } from './retry-after.ts';

const BY_STATUS: Readonly<Record<number, ErrorReason>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  408: 'ServerError',
  429: 'Throttled',
};

/** The fault that an answer other than 2xx amounts to. */
export function responseError(response: ApiResponse): UpdaterError {
  const retryAfterMs = parseRetryAfter(response.retryAfter, Date.now());
  return new UpdaterError(
    errorReason(response),
    `${response.request}: ${response.status} ${responseText(response)}`,
    {
      retryAfterMs,
    },
  );
}

/**
 * Passes an answer on.
 * @throws its UpdaterError where the same request may well succeed a moment later.
 */
export function throwIfRetryable(response: ApiResponse): ApiResponse {
  if (response.status < 400) return response;
  const fault = responseError(response);
  if (isRetryable(fault)) throw fault;
  return response;
}

/** Whether a list's answer says that the server does not have such a kind: in plain text, where its group is missing. */
export function isAbsent(response: ApiResponse): boolean {
  return (
    response.status === 404 && (isApiStatus(response.body) || response.text.trim() === '404 page not found')
  );
}

function errorReason({ status, body }: ApiResponse): ErrorReason {
  // Nothing is wrong with the token or the rights, whatever code the webhook chose.
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

/** What the API server says. What anything else answers is not repeated: a proxy may echo the token. */
function responseText({ body, text }: ApiResponse): string {
  if (!isApiStatus(body)) return `and ${text.length} characters that are no Status of Kubernetes`;
  const { reason, message } = parseApiStatus(body);
  const words = [reason, message].filter((word) => word !== '').join(': ');
  // What calls itself a Status may be anybody's.
  return printable(words.replace(/\bBearer\s+[^\s,;"]+/gi, 'Bearer …'), 512);
}
