/** Why IAM Credentials gave no token for the service account that we want to act as. */
import { Fault } from '../core/fault.ts';
import { at, stringOr } from '../core/json.ts';
import type { FaultReason, Terms } from '../core/reason.ts';
import { isPassing, spoken, type Answer } from './answer.ts';

export interface Impersonation {
  /** E-mail of the service account. */
  readonly account: string;
  /** Who wants to act as it, as IAM writes members, where that is known. */
  readonly member: string | undefined;
}

/** Fault `NoImpersonation`, `ApiDisabled`, `CredentialsRefused`, `TokenServerError`. */
export function impersonationFault(answer: Answer, { account, member }: Impersonation): Fault {
  const message = `acting as ${account}: ${spoken(answer)}`;
  const because = (reason: FaultReason, terms?: Terms): Fault =>
    new Fault(reason, message, { ...answer, terms });
  if (isPassing(answer)) return because('TokenServerError');
  if (answer.status === 401) return because('CredentialsRefused');
  const disabled = disabledApi(answer);
  if (disabled !== undefined) return because('ApiDisabled', disabled);
  return because('NoImpersonation', {
    ACCOUNT: account,
    ...(member === undefined ? {} : { MEMBER: member }),
  });
}

// Names in a command that people paste into a shell.
const SERVICE = /^[a-z0-9.-]+\.googleapis\.com$/;
const PROJECT = /^projects\/([a-z0-9][a-z0-9.:-]*)$/;

/** The API that is not enabled and its project, where that is what an answer says (`google.rpc.ErrorInfo`). */
export function disabledApi({ error }: Pick<Answer, 'error'>): Terms | undefined {
  const details = at(error, ['details']);
  const infos: readonly unknown[] = Array.isArray(details) ? details : [];
  const info = infos.find((each) => at(each, ['reason']) === 'SERVICE_DISABLED');
  if (info === undefined) return undefined;
  const service = SERVICE.exec(stringOr(at(info, ['metadata', 'service']), ''))?.[0];
  const project = PROJECT.exec(stringOr(at(info, ['metadata', 'consumer']), ''))?.[1];
  return {
    ...(service === undefined ? {} : { SERVICE: service }),
    ...(project === undefined ? {} : { PROJECT: project }),
  };
}
