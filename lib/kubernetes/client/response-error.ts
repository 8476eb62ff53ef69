/**
 * The meaning of status codes of an API server. patch-error.ts distinguishes who rejected a patch.
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

/** The error for a response other than 2xx. */
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
 * Returns the response.
 * @throws its UpdaterError if the same request may succeed shortly after.
 */
export function throwIfRetryable(response: ApiResponse): ApiResponse {
  if (response.status < 400) return response;
  const fault = responseError(response);
  if (isRetryable(fault)) throw fault;
  return response;
}

/** Whether the response to a list says that the server does not have this kind; if its group is missing, in plain text. */
export function isAbsent(response: ApiResponse): boolean {
  return (
    response.status === 404 && (isApiStatus(response.body) || response.text.trim() === '404 page not found')
  );
}

function errorReason({ status, body }: ApiResponse): ErrorReason {
  // Token and permissions are not the problem, whatever code the webhook chose.
  if ((status === 401 || status === 403) && isDenial(body)) return 'Refused';
  // The front end of a DNS endpoint of GKE, or a proxy: the permissions in the cluster were not checked.
  if (status === 403 && !isApiStatus(body)) return 'ForbiddenByFrontEnd';
  const reason = BY_STATUS[status];
  if (reason !== undefined) return reason;
  if (status >= 500) return 'ServerError';
  // Any server at a former address of a cluster may respond so.
  if (status === 404 && !isApiStatus(body)) return 'UnexpectedAnswer';
  return status >= 400 && isObject(body) ? 'Refused' : 'UnexpectedAnswer';
}

/** The message of the API server. Responses of other servers are not quoted: a proxy may echo the token. */
function responseText({ body, text }: ApiResponse): string {
  if (!isApiStatus(body)) return `with ${text.length} characters that are not a Status of Kubernetes`;
  const { reason, message } = parseApiStatus(body);
  const words = [reason, message].filter((word) => word !== '').join(': ');
  // Any server can send a Status.
  return printable(words.replace(/\bBearer\s+[^\s,;"]+/gi, 'Bearer …'), 512);
}
