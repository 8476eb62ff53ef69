/** Converts errors of google-auth-library about tokens. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
import { impersonationError } from './impersonation-error.ts';
import { accountIn } from './iam-member.ts';
import {
  requestAddress,
  isInconclusive,
  formatTokenResponse,
  readTokenResponse,
  type TokenResponse,
} from './token-response.ts';

/** Messages of the library for a response without a token. Its version is pinned, and tests check them. */
const NO_TOKEN = /^Could not refresh access token\.|^Invalid response from metadata service/;

/**
 * Converts an error of a token request. `name` are the credentials in messages, `now` is in milliseconds since the epoch.
 * UpdaterError `NoGoogleCredentials`, `CredentialsRefused`, `TokenServerError`, `NoImpersonation`, `ApiDisabled`.
 */
export function tokenError(thrown: unknown, name: string, now: number): UpdaterError {
  if (thrown instanceof UpdaterError) return thrown;
  const answer = readTokenResponse(thrown, now);
  if (answer !== undefined) return responseTokenError(answer, name);
  const address = requestAddress(thrown);
  if (address !== undefined)
    return new UpdaterError(
      'TokenServerError',
      `${name}: no answer of ${address} (${thirdPartyMessage(thrown)})`,
    );
  if (thrown instanceof Error && NO_TOKEN.test(thrown.message)) return missingTokenError(name);
  return new UpdaterError('NoGoogleCredentials', `${name}: ${thirdPartyMessage(thrown)}`);
}

/** The error for a response without an error and without a token, for example of a proxy. */
export function missingTokenError(name: string): UpdaterError {
  return new UpdaterError(
    'TokenServerError',
    `${name}: expected a response with an access token, got one without`,
  );
}

function responseTokenError(answer: TokenResponse, name: string): UpdaterError {
  const account = accountIn(answer.address);
  if (account !== undefined) return impersonationError(answer, { account, member: undefined });
  return new UpdaterError(errorReason(answer), `${name}: ${formatTokenResponse(answer)}`, answer);
}

function errorReason(answer: TokenResponse): ErrorReason {
  if (isInconclusive(answer)) return 'TokenServerError';
  // The machine has no service account.
  if (answer.status === 404 && answer.address.includes('/computeMetadata/')) return 'NoGoogleCredentials';
  return 'CredentialsRefused';
}
