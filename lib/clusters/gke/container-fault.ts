/** What an error of the Container API means for us. */
import { Fault } from '../../core/errors/fault.ts';
import type { FaultReason } from '../../core/errors/reason.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import { apiErrorOf, type ApiError } from '../../google-auth/api-error.ts';
import type { Answer } from '../../kubernetes/client/response.ts';
import { parseRetryAfter } from '../../kubernetes/client/retry-after.ts';

/** Who asked for what. */
export interface Asker {
  readonly project: string;
  /** As IAM writes members; safe in a shell. */
  readonly member?: string;
  /** What must not be told again. */
  readonly token: string;
}

const BY_STATUS: Readonly<Record<number, FaultReason>> = {
  401: 'CredentialsRefused',
  403: 'ForbiddenByIam',
  404: 'NoCluster',
  408: 'ServerError',
  429: 'Throttled',
};

// `reason` of an ErrorInfo: what a status code alone does not tell.
const BY_REASON: Readonly<Record<string, FaultReason>> = {
  SERVICE_DISABLED: 'ApiDisabled',
  RATE_LIMIT_EXCEEDED: 'Throttled',
};

/**
 * The fault that an answer of 4xx or 5xx amounts to, one of 3xx too; its terms are what its remedy names. `now` is
 * milliseconds since the epoch.
 */
export function containerFault(answer: Answer, asker: Asker, now: number): Fault {
  const { request, status, text, retryAfter } = answer;
  const error = apiErrorOf(answer.body, asker.token);
  const message = error?.message ?? `and ${text.length} characters that are no error of a Google API`;
  return new Fault(reasonOf(status, error), `${request}: ${status} ${message}`, {
    retryAfterMs: parseRetryAfter(retryAfter, now),
    terms: termsOf(error, asker),
  });
}

function reasonOf(status: number, error: ApiError | undefined): FaultReason {
  if (status >= 500) return 'ServerError';
  // A proxy says nothing of our project.
  if (error === undefined) return status === 429 ? 'Throttled' : 'UnexpectedAnswer';
  return BY_REASON[error.reason] ?? BY_STATUS[status] ?? 'UnexpectedAnswer';
}

/** The API has to be enabled where the request is counted, which may be another project than that of the clusters. */
function termsOf(error: ApiError | undefined, { project, member }: Asker): Terms {
  const counted = error?.reason === 'SERVICE_DISABLED' ? error.consumer : undefined;
  return {
    PROJECT: counted ?? project,
    SERVICE: error?.service ?? 'container.googleapis.com',
    ...(member === undefined ? {} : { MEMBER: member }),
  };
}
