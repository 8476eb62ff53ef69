/**
 * Google's servers on loopback, with a service account that may ask them: a project without clusters, and a repository of
 * images with a tag that was pushed.
 */
import { withArtifactRegistry, type ArtifactRegistry } from '../support/artifact-registry.ts';
import { digest } from '../support/builders.ts';
import { withContainerApi } from '../support/container-api.ts';
import { newTokens } from '../support/google-tokens.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { withTokenEndpoint } from '../support/token-endpoint.ts';

const ACCOUNT = 'updater@my-project.iam.gserviceaccount.com';

export type Variables = Readonly<Record<string, string>>;

/** Runs them while `use` runs, with the variables that lead there. */
export function onGoogle(use: (variables: Variables) => Promise<void>): Promise<void> {
  const tokens = newTokens();
  return inFolder((folder) =>
    withTokenEndpoint(tokens, async ({ serviceAccountKey }) => {
      const content = serviceAccountKey(ACCOUNT);
      const key = await folder.write('key.json', content);
      const accepts = (token: string): boolean => tokens.holderOf(token) !== undefined;
      await withArtifactRegistry(tokens, (registry) => {
        pushImage(registry);
        const variables = { ...registry.environment, GOOGLE_APPLICATION_CREDENTIALS: key };
        return withContainerApi((api) => use({ ...api.environment, ...variables }), { accepts });
      });
    }),
  );
}

function pushImage(registry: ArtifactRegistry): void {
  registry.allow(`serviceAccount:${ACCOUNT}`, 'projects/my-project/locations/us/repositories/app');
  registry.push('us-docker.pkg.dev/my-project/app/web', {
    digest: digest(5),
    tags: ['1.2.3'],
    uploadTime: '2026-01-05T08:00:00Z',
  });
}
