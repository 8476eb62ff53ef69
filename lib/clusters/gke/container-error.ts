/** What an error of the Container API means. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import { parseApiError, type ApiError } from '../../google-auth/api-error.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { parseRetryAfter } from '../../kubernetes/client/retry-after.ts';

/** Who asked for what. */
export interface ApiCaller {
  readonly project: string;
  /** As IAM writes members; safe in a shell. */
  readonly member?: string;
  /** What must not be repeated. */
  readonly token: string;
}

const BY_STATUS: Readonly<Record<number, ErrorReason>> = {
  401: 'CredentialsRefused',
  403: 'ForbiddenByIam',
  404: 'NoCluster',
  408: 'ServerError',
  429: 'Throttled',
};

// `reason` of an ErrorInfo: what a status code alone does not tell.
const BY_REASON: Readonly<Record<string, ErrorReason>> = {
  SERVICE_DISABLED: 'ApiDisabled',
  RATE_LIMIT_EXCEEDED: 'Throttled',
};

/**
 * The fault that an answer of 4xx or 5xx amounts to, one of 3xx too; its terms are what its remedy names. `now` is
 * milliseconds since the epoch.
 */
export function containerApiError(response: ApiResponse, caller: ApiCaller, now: number): UpdaterError {
  const { request, status, text, retryAfter } = response;
  const error = parseApiError(response.body, caller.token);
  const message = error?.message ?? `and ${text.length} characters that are no error of a Google API`;
  return new UpdaterError(errorReason(status, error), `${request}: ${status} ${message}`, {
    retryAfterMs: parseRetryAfter(retryAfter, now),
    terms: errorTerms(error, caller),
  });
}

function errorReason(status: number, error: ApiError | undefined): ErrorReason {
  if (status >= 500) return 'ServerError';
  // A proxy says nothing of the project.
  if (error === undefined) return status === 429 ? 'Throttled' : 'UnexpectedAnswer';
  return BY_REASON[error.reason] ?? BY_STATUS[status] ?? 'UnexpectedAnswer';
}

/** The API has to be enabled where the request is counted, which may be another project than that of the clusters. */
function errorTerms(error: ApiError | undefined, { project, member }: ApiCaller): Terms {
  const counted = error?.reason === 'SERVICE_DISABLED' ? error.consumer : undefined;
  return {
    PROJECT: counted ?? project,
    SERVICE: error?.service ?? 'container.googleapis.com',
    ...(member === undefined ? {} : { MEMBER: member }),
  };
}
