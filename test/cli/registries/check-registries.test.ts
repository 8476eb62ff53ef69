import assert from 'node:assert/strict';
import { readsRegistries } from '../../../lib/cli/registries/check-registries.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { valueAt } from '../../../lib/core/text/json.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';
import { MACHINE } from '../../support/registry-environment.ts';
import { RECONCILE, VAULT, WEB, withImages } from './running-images.ts';

const READER = 'reader@shop.iam.gserviceaccount.com';

describe('the check of registries', () => {
  for (const [yaml, expected] of [
    ['', false],
    [RECONCILE, true],
    ['registries: [{ repositories: ["**"] }]', true],
    // Nothing reads them: an air-gapped registry is not reported as a failure.
    ['registries: [{ repositories: ["**"], lookUp: false }]', false],
    [`${RECONCILE}registries: [{ repositories: ["**"], lookUp: false }]`, true],
  ] as const)
    it(`is ${expected ? '' : 'not '}made with ${JSON.stringify(yaml)}`, () =>
      assert.equal(readsRegistries(config(MINIMAL + yaml)), expected));

  it('asks once for each repository of Artifact Registry whose images run, and names the others', () =>
    withImages(async ({ registry, check }) => {
      registry.allow(MACHINE, WEB);
      registry.allow(MACHINE, VAULT);
      const ran = await check();
      assert.deepEqual(ran.registries, {
        repositories: [
          { name: VAULT, ready: true },
          { name: WEB, ready: true },
        ],
        unlisted: ['docker.io/library/nginx'],
      });
      assert.deepEqual(
        new Set(registry.requests.map(({ parent, query }) => `${parent} ${query['pageSize']}`)),
        new Set([`${VAULT} 1`, `${WEB} 1`]),
      );
      assert.equal(registry.requests.length, 2);
    }));

  it('fails where one cannot be listed, with the command that grants it to the account of its entry', () =>
    withImages(async ({ google, registry, check }) => {
      google.iam.allow(MACHINE, READER);
      registry.allow(MACHINE, WEB);
      registry.allow('user:ann@example.com', VAULT);
      const ran = await check(`registries: [{ repositories: ['gcr.io/bank/**'], impersonate: ${READER} }]`);
      assert.equal(ran.code, EXIT.failed);
      const repositories = valueAt(ran.registries, ['repositories']);
      const fault = Array.isArray(repositories) ? valueAt(repositories.at(0), ['fault']) : undefined;
      assert.equal(valueAt(fault, ['reason']), 'ListingForbidden');
      assert.equal(
        valueAt(fault, ['command']),
        `gcloud artifacts repositories add-iam-policy-binding gcr.io --location us --project bank --member serviceAccount:${READER} --role roles/artifactregistry.reader`,
      );
    }));

  it('asks nobody where the configuration says nothing of registries', () =>
    withImages(async ({ registry, check }) => {
      const ran = await check('');
      assert.deepEqual([ran.registries, registry.requests], [undefined, []]);
    }));

  it('asks for nothing that is not followed', () =>
    withImages(async ({ registry, check }) => {
      assert.deepEqual((await check(`policy: never\n${RECONCILE}`)).registries, {
        repositories: [],
        unlisted: [],
      });
      assert.deepEqual(registry.requests, []);
    }));
});
