/**
 * The identity with which the registries of Google are read: Application Default Credentials, or the service account of
 * `registries[].impersonate`.
 */
import type { RegistryEntry } from '../config/config.ts';
import type { Environment } from '../core/environment.ts';
import type { Repository } from '../core/names/repository.ts';
import type { TokenRequest } from '../google-auth/default-credentials.ts';
import { googleIdentities, type GoogleIdentity } from '../google-auth/google-identity.ts';
import { registryEntry } from './registry-entry.ts';

export interface GoogleTokensOptions {
  readonly environment: Environment;
  readonly registries: readonly RegistryEntry[];
  /** For tests. */
  readonly tokenRequest?: Partial<TokenRequest>;
}

/**
 * The identity for a repository; `token` of it gives the access token. Repositories whose entries have the same `impersonate`
 * share an identity and its cached token. Nothing is read or sent before the first token is needed. Only for hosts of Google:
 * the token must not be sent to another registry.
 */
export type GoogleTokens = (repository: Repository) => GoogleIdentity;

/** Creates them, once per process. Throws an UpdaterError `InvalidConfig` at the first use of an invalid address of IAM Credentials. */
export function googleTokens({ environment, registries, tokenRequest }: GoogleTokensOptions): GoogleTokens {
  const identities = googleIdentities(environment, tokenRequest);
  return (repository) => identities(registryEntry(repository, registries)?.impersonate);
}
