/** Why IAM Credentials gave no token for the service account that we want to act as. */
import { Fault } from '../core/errors/fault.ts';
import type { FaultReason } from '../core/errors/reason.ts';
import type { Terms } from '../core/errors/reason-text.ts';
import { isNoVerdict, spoken, type TokenAnswer } from './token-answer.ts';

export interface Impersonation {
  /** E-mail of the service account. */
  readonly account: string;
  /** Who wants to act as it, as IAM writes members, where that is known. */
  readonly member: string | undefined;
}

/** Fault `NoImpersonation`, `ApiDisabled`, `CredentialsRefused`, `TokenServerError`. */
export function impersonationFault(answer: TokenAnswer, { account, member }: Impersonation): Fault {
  const message = `acting as ${account}: ${spoken(answer)}`;
  const { status, error, retryAfterMs } = answer;
  const because = (reason: FaultReason, terms?: Terms): Fault =>
    new Fault(reason, message, { retryAfterMs, terms });
  if (isNoVerdict(answer)) return because('TokenServerError');
  if (status === 401) return because('CredentialsRefused');
  if (error?.reason === 'SERVICE_DISABLED') {
    const { service: SERVICE = 'iamcredentials.googleapis.com', consumer } = error;
    return because('ApiDisabled', { SERVICE, ...(consumer !== undefined && { PROJECT: consumer }) });
  }
  return because('NoImpersonation', { ACCOUNT: account, ...(member !== undefined && { MEMBER: member }) });
}
