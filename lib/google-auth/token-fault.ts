/** Why there is no token, out of what google-auth-library throws. */
import { Fault } from '../core/errors/fault.ts';
import { foreignError } from '../core/errors/third-party-message.ts';
import type { FaultReason } from '../core/errors/reason.ts';
import { impersonationFault } from './impersonation-fault.ts';
import { accountIn } from './member.ts';
import { addressOf, isNoVerdict, spoken, tokenAnswerOf, type TokenAnswer } from './token-answer.ts';

/** What the library says when an answer was no token: its version is fixed, and its tests hold it to them. */
const NO_TOKEN = /^Could not refresh access token\.|^Invalid response from metadata service/;

/**
 * The fault of an error that came instead of a token. `name` is what messages call the credentials, `now` is
 * milliseconds since the epoch.
 * Fault `NoGoogleCredentials`, `CredentialsRefused`, `TokenServerError`, `NoImpersonation`, `ApiDisabled`.
 */
export function tokenFault(thrown: unknown, name: string, now: number): Fault {
  if (thrown instanceof Fault) return thrown;
  const answer = tokenAnswerOf(thrown, now);
  if (answer !== undefined) return answerFault(answer, name);
  const address = addressOf(thrown);
  if (address !== undefined)
    return new Fault('TokenServerError', `${name}: no answer of ${address} (${foreignError(thrown)})`);
  if (thrown instanceof Error && NO_TOKEN.test(thrown.message)) return noToken(name);
  return new Fault('NoGoogleCredentials', `${name}: ${foreignError(thrown)}`);
}

/** The fault of an answer without an error and without a token, as a proxy on the way may give. */
export function noToken(name: string): Fault {
  return new Fault('TokenServerError', `${name}: expected an answer with an access token, got one without`);
}

function answerFault(answer: TokenAnswer, name: string): Fault {
  const account = accountIn(answer.address);
  if (account !== undefined) return impersonationFault(answer, { account, member: undefined });
  return new Fault(reasonOf(answer), `${name}: ${spoken(answer)}`, answer);
}

function reasonOf(answer: TokenAnswer): FaultReason {
  if (isNoVerdict(answer)) return 'TokenServerError';
  // The machine runs as no service account.
  if (answer.status === 404 && answer.address.includes('/computeMetadata/')) return 'NoGoogleCredentials';
  return 'CredentialsRefused';
}
