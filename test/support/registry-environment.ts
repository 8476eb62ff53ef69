/** An API of Artifact Registry on loopback, with the credentials of a machine, and the environment that leads to both. */
import type { Environment } from '../../lib/core/environment.ts';
import { withArtifactRegistry, type ArtifactRegistry } from './artifact-registry.ts';
import { withGoogle, type Google } from './google-credentials.ts';
import { withEnvironment } from './with-environment.ts';

export const MACHINE = 'serviceAccount:machine@shop.iam.gserviceaccount.com';

export interface RegistryEnvironment {
  readonly google: Google;
  readonly registry: ArtifactRegistry;
  readonly environment: Environment;
}

/** Runs it while `use` runs. The machine may read nothing yet. */
export function withRegistryEnvironment<T>(use: (given: RegistryEnvironment) => Promise<T>): Promise<T> {
  return withGoogle((google) =>
    withArtifactRegistry(google.tokens, (registry) => {
      const variables = {
        ...google.iam.environment,
        ...google.metadata.environment,
        ...registry.environment,
      };
      return withEnvironment(variables, (environment) => use({ google, registry, environment }));
    }),
  );
}
