/** Asks registries for digests with the credentials of the user. */
import type { RegistryEntry } from '../config/config.ts';
import type { Environment } from '../core/environment.ts';
import type { ResolveDigest } from '../pipeline/context.ts';

/** The client is loaded only for a push without a digest. */
export async function commandResolver(
  environment: Environment,
  registries: readonly RegistryEntry[],
): Promise<ResolveDigest> {
  const { digestResolver } = await import('../registry/digest-resolver.ts');
  const { commandCredentials } = await import('../registry/credential-sources.ts');
  const { dockerCredentials } = await import('../registry/docker/docker-credentials.ts');
  const credentials = commandCredentials({ environment, registries }, dockerCredentials(environment));
  // The user may reach whatever the machine reaches.
  return digestResolver(registries, { credentials, localHosts: 'all' });
}
