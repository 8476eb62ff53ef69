/** Converts errors of the API of Artifact Registry. */
import type { ErrorReason } from '../../core/errors/reason.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import type { ApiIdentity } from '../../google-auth/api-client.ts';
import { parseApiError, type ApiError } from '../../google-auth/api-error.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { parseRetryAfter } from '../../kubernetes/client/retry-after.ts';
import type { ArtifactRepository } from './artifact-repository.ts';

const BY_STATUS: Readonly<Record<number, ErrorReason>> = {
  403: 'ListingForbidden',
  404: 'NoArtifactRepository',
  408: 'ServerError',
  429: 'Throttled',
};

// `reason` of an ErrorInfo, which is more precise than the status code.
const BY_REASON: Readonly<Record<string, ErrorReason>> = {
  SERVICE_DISABLED: 'ApiDisabled',
  RATE_LIMIT_EXCEEDED: 'Throttled',
};

/** The error for a response with status 3xx, 4xx or 5xx. `now` is in milliseconds since the epoch. */
export function artifactError(
  response: ApiResponse,
  place: ArtifactRepository,
  { token, member }: ApiIdentity,
  now: number,
): UpdaterError {
  const { request, status, text, retryAfter, body } = response;
  const error = parseApiError(body, token);
  const message = error?.message ?? `with ${text.length} characters that are not an error of a Google API`;
  return new UpdaterError(errorReason(status, error), `${request}: ${status} ${message}`, {
    retryAfterMs: parseRetryAfter(retryAfter, now),
    terms: {
      // The API has to be enabled in the quota project, which may be another project.
      PROJECT: (error?.reason === 'SERVICE_DISABLED' ? error.consumer : undefined) ?? place.project,
      LOCATION: place.location,
      REPOSITORY: place.repository,
      SERVICE: error?.service ?? 'artifactregistry.googleapis.com',
      ...(member === undefined ? {} : { MEMBER: member }),
    },
  });
}

function errorReason(status: number, error: ApiError | undefined): ErrorReason {
  if (status >= 500) return 'ServerError';
  // The response of a proxy says nothing about the repository.
  if (error === undefined) return status === 429 ? 'Throttled' : 'UnexpectedAnswer';
  return BY_REASON[error.reason] ?? BY_STATUS[status] ?? 'UnexpectedAnswer';
}
