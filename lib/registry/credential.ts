/** Credentials for a registry, and where they come from. */
import type { Deadline } from '../async/deadline.ts';
import type { Repository } from '../core/names/repository.ts';
import type { RegistryAddress } from './address.ts';

export type RegistryCredential =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** A refresh token, which the token endpoint exchanges (`identitytoken` of Docker). */
  | { readonly kind: 'identity'; readonly token: string }
  /** An access token of Google, which must reach only hosts of Google. */
  | { readonly kind: 'google'; readonly token: string };

/**
 * The credential for a repository; undefined: it is read anonymously. It is asked only after the registry has answered 401.
 */
export type CredentialSource = (
  registry: RegistryAddress,
  repository: Repository,
  deadline: Deadline,
) => Promise<RegistryCredential | undefined>;

/** The value of the header `authorization`; undefined for a credential that only the token endpoint understands. */
export function basicAuthorization(credential: RegistryCredential | undefined): string | undefined {
  switch (credential?.kind) {
    case 'basic':
      return basic(credential.user, credential.password);
    case 'google':
      // The documented way of Artifact Registry for access tokens: this user name, at the handshake and for Basic.
      return basic('oauth2accesstoken', credential.token);
    case 'identity':
    case undefined:
      return undefined;
  }
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
