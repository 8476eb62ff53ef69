import assert from 'node:assert/strict';
import { defaultAccess } from '../../lib/google-auth/default-credentials.ts';
import { readCredentialsFile } from '../../lib/google-auth/credentials-file.ts';
import { withGoogle } from '../support/google-credentials.ts';
import { withEnvironment } from '../support/with-environment.ts';
import { UPDATER } from '../support/accounts.ts';

const NOW = 1_000_000;
const ASKING = { requestMs: 5_000, limitMs: 5_000, now: () => NOW };

// What they are for each type of credentials: identity.test.ts.
describe('the access of application default credentials', () => {
  it('is another one each time', () =>
    withGoogle(({ metadata }) =>
      withEnvironment(metadata.environment, async () => {
        const { value } = await defaultAccess(undefined, ASKING);
        assert.notDeepEqual((await defaultAccess(undefined, ASKING)).value, value);
      }),
    ));

  it('is kept by `expires_in` where the client of the library does not say when it ends', () =>
    withGoogle(async ({ sts, folder, tokens }) => {
      tokens.lifetime = 1_000;
      const path = await folder.write('credentials.json', sts.workforceUser());
      await withEnvironment({ GOOGLE_APPLICATION_CREDENTIALS: path }, async (environment) => {
        const { until } = await defaultAccess(await readCredentialsFile(environment), ASKING);
        assert.equal(until, NOW + 700_000);
      });
    }));

  it('names a quota project, which the environment has the last word on', () =>
    withGoogle(async ({ endpoint, folder }) => {
      const content = { ...endpoint.serviceAccountKey(UPDATER), quota_project_id: 'a' };
      const path = await folder.write('credentials.json', content);
      const variables = { GOOGLE_APPLICATION_CREDENTIALS: path, GOOGLE_CLOUD_QUOTA_PROJECT: 'shop-billing' };
      await withEnvironment(variables, async () => {
        const { value } = await defaultAccess({ path, content }, ASKING);
        assert.equal(value.quotaProject, 'shop-billing');
      });
    }));

  it('runs no program to find a project', () =>
    withGoogle(async ({ endpoint, folder }) => {
      await folder.program('gcloud', '');
      const path = await folder.write('credentials.json', endpoint.userCredentials());
      const variables = { GOOGLE_APPLICATION_CREDENTIALS: path, PATH: folder.path };
      await withEnvironment(variables, async (environment) => {
        await defaultAccess(await readCredentialsFile(environment), ASKING);
        assert.equal(await folder.runs('gcloud'), 0);
      });
    }));
});
