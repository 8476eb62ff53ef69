/** Google's servers on loopback, with a service account that may ask them: a project without clusters. */
import { withContainerApi } from '../support/container-api.ts';
import { newTokens } from '../support/google-tokens.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { withTokenEndpoint } from '../support/token-endpoint.ts';

export type Variables = Readonly<Record<string, string>>;

/** Runs them while `use` runs, with the variables that lead there. */
export function onGoogle(use: (variables: Variables) => Promise<void>): Promise<void> {
  const tokens = newTokens();
  return inFolder((folder) =>
    withTokenEndpoint(tokens, async ({ serviceAccountKey }) => {
      const content = serviceAccountKey('updater@my-project.iam.gserviceaccount.com');
      const key = await folder.write('key.json', content);
      const accepts = (token: string): boolean => tokens.holderOf(token) !== undefined;
      await withContainerApi((api) => use({ ...api.environment, GOOGLE_APPLICATION_CREDENTIALS: key }), {
        accepts,
      });
    }),
  );
}
