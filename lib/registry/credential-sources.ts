/** The sources of credentials of a server and of the command line. */
import type { RegistryEntry } from '../config/config.ts';
import type { Environment } from '../core/environment.ts';
import { isGoogleHost } from './address.ts';
import type { CredentialSource } from './credential.ts';
import { googleCredentials } from './google-credentials.ts';
import { googleTokens } from './google-tokens.ts';
import { registryEntry } from './registry-entry.ts';

/** Where credentials come from. */
export interface CredentialOptions {
  readonly environment: Environment;
  readonly registries: readonly RegistryEntry[];
}

/** Of functions and servers: tokens of Google for its own registries, else none. */
export function serverCredentials(options: CredentialOptions): CredentialSource {
  return googleCredentials(googleTokens(options));
}

/**
 * Of the command line: for registries of Google `impersonate` of the configuration takes precedence over the credentials of
 * Docker, and these over Application Default Credentials.
 */
export function commandCredentials(options: CredentialOptions, docker: CredentialSource): CredentialSource {
  const google = serverCredentials(options);
  return async (registry, repository, deadline) => {
    const impersonates =
      isGoogleHost(registry.host) && registryEntry(repository, options.registries)?.impersonate !== undefined;
    const own = impersonates ? undefined : await docker(registry, repository, deadline);
    return own ?? google(registry, repository, deadline);
  };
}
