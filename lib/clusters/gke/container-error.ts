/** Converts errors of the Container API. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import type { ApiIdentity } from '../../google-auth/api-client.ts';
import { parseApiError, type ApiError } from '../../google-auth/api-error.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { parseRetryAfter } from '../../kubernetes/client/retry-after.ts';

/** The request and its identity. */
export interface ApiCaller extends ApiIdentity {
  readonly project: string;
}

const BY_STATUS: Readonly<Record<number, ErrorReason>> = {
  401: 'CredentialsRefused',
  403: 'ForbiddenByIam',
  404: 'NoCluster',
  408: 'ServerError',
  429: 'Throttled',
};

// `reason` of an ErrorInfo, which is more precise than the status code.
const BY_REASON: Readonly<Record<string, ErrorReason>> = {
  SERVICE_DISABLED: 'ApiDisabled',
  RATE_LIMIT_EXCEEDED: 'Throttled',
};

/**
 * The error for a response with status 3xx, 4xx or 5xx; its terms fill the placeholders of its remedy. `now` is in
 * milliseconds since the epoch.
 */
export function containerApiError(response: ApiResponse, caller: ApiCaller, now: number): UpdaterError {
  const { request, status, text, retryAfter } = response;
  const error = parseApiError(response.body, caller.token);
  const message = error?.message ?? `with ${text.length} characters that are not an error of a Google API`;
  return new UpdaterError(errorReason(status, error), `${request}: ${status} ${message}`, {
    retryAfterMs: parseRetryAfter(retryAfter, now),
    terms: errorTerms(error, caller),
  });
}

function errorReason(status: number, error: ApiError | undefined): ErrorReason {
  if (status >= 500) return 'ServerError';
  // The response of a proxy says nothing about the project.
  if (error === undefined) return status === 429 ? 'Throttled' : 'UnexpectedAnswer';
  return BY_REASON[error.reason] ?? BY_STATUS[status] ?? 'UnexpectedAnswer';
}

/** The API has to be enabled in the quota project, which may be another project than that of the clusters. */
function errorTerms(error: ApiError | undefined, { project, member }: ApiCaller): Terms {
  const counted = error?.reason === 'SERVICE_DISABLED' ? error.consumer : undefined;
  return {
    PROJECT: counted ?? project,
    SERVICE: error?.service ?? 'container.googleapis.com',
    ...(member === undefined ? {} : { MEMBER: member }),
  };
}
