/** Access tokens of Google as credentials, for registries of Google only. */
import { isGoogleHost } from './address.ts';
import type { CredentialSource } from './credential.ts';
import type { GoogleTokens } from './google-tokens.ts';

/** No credential for other registries: a token of Google must not reach them. */
export function googleCredentials(tokens: GoogleTokens): CredentialSource {
  return async ({ host }, repository, { signal }) =>
    isGoogleHost(host)
      ? { kind: 'google', token: await tokens(repository).token({ forceRefresh: false, signal }) }
      : undefined;
}
