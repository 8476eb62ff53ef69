/** Converts errors of IAM Credentials about a token of the service account of `impersonate`. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
import type { Terms } from '../core/errors/reason-text.ts';
import { isInconclusive, formatTokenResponse, type TokenResponse } from './token-response.ts';

export interface Impersonation {
  /** E-mail of the service account. */
  readonly account: string;
  /** The impersonating identity, in the form of IAM members, if it is known. */
  readonly member: string | undefined;
}

/** UpdaterError `NoImpersonation`, `ApiDisabled`, `CredentialsRefused`, `TokenServerError`. */
export function impersonationError(answer: TokenResponse, { account, member }: Impersonation): UpdaterError {
  const message = `impersonating ${account}: ${formatTokenResponse(answer)}`;
  const { status, error, retryAfterMs } = answer;
  const because = (reason: ErrorReason, terms?: Terms): UpdaterError =>
    new UpdaterError(reason, message, { retryAfterMs, terms });
  if (isInconclusive(answer)) return because('TokenServerError');
  if (status === 401) return because('CredentialsRefused');
  if (error?.reason === 'SERVICE_DISABLED') {
    const { service: SERVICE = 'iamcredentials.googleapis.com', consumer } = error;
    return because('ApiDisabled', { SERVICE, ...(consumer !== undefined && { PROJECT: consumer }) });
  }
  return because('NoImpersonation', { ACCOUNT: account, ...(member !== undefined && { MEMBER: member }) });
}
