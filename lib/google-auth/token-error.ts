/** Why there is no token, out of what google-auth-library throws. */
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

/** What the library says when an answer was no token: its version is fixed, and its tests hold it to them. */
const NO_TOKEN = /^Could not refresh access token\.|^Invalid response from metadata service/;

/**
 * The fault of an error that came instead of a token. `name` is what messages call the credentials, `now` is
 * milliseconds since the epoch.
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

/** The fault of an answer without an error and without a token, as a proxy on the way may give. */
export function missingTokenError(name: string): UpdaterError {
  return new UpdaterError(
    'TokenServerError',
    `${name}: expected an answer with an access token, got one without`,
  );
}

function responseTokenError(answer: TokenResponse, name: string): UpdaterError {
  const account = accountIn(answer.address);
  if (account !== undefined) return impersonationError(answer, { account, member: undefined });
  return new UpdaterError(errorReason(answer), `${name}: ${formatTokenResponse(answer)}`, answer);
}

function errorReason(answer: TokenResponse): ErrorReason {
  if (isInconclusive(answer)) return 'TokenServerError';
  // The machine runs as no service account.
  if (answer.status === 404 && answer.address.includes('/computeMetadata/')) return 'NoGoogleCredentials';
  return 'CredentialsRefused';
}
