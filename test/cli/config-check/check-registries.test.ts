import assert from 'node:assert/strict';
import { readsRegistries } from '../../../lib/cli/config-check/check-registries.ts';
import { runConfigCheck } from '../../../lib/cli/config-check/run-config-check.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { withArtifactRegistry, type ArtifactRegistry } from '../../support/artifact-registry.ts';
import { run, type Run } from '../../support/cli-in-process.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';
import { withGoogle, type Google } from '../../support/google-credentials.ts';
import { stored } from '../../support/on-sandbox.ts';
import { inFolder } from '../../support/temporary-folder.ts';
import { withEnvironment } from '../../support/with-environment.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';

const MACHINE = 'serviceAccount:machine@shop.iam.gserviceaccount.com';
const READER = 'reader@shop.iam.gserviceaccount.com';
const WEB = 'projects/shop/locations/europe/repositories/images';
const RECONCILE = 'reconcile: projects/p/topics/reconcile\n';
const IMAGES = [
  'europe-docker.pkg.dev/shop/images/web:v1',
  'europe-docker.pkg.dev/shop/images/team/api:v1',
  'gcr.io/bank/vault:v1',
  'nginx:1.2',
];

interface RunningImages {
  readonly google: Google;
  readonly registry: ArtifactRegistry;
  readonly check: (yaml?: string) => Promise<Run>;
}

/** A cluster that runs these images, and an API of Artifact Registry. */
async function withImages(use: (running: RunningImages) => Promise<void>): Promise<void> {
  const objects = IMAGES.map((image, number) =>
    stored({ name: `w${number}`, containers: [{ name: 'app', image }] }),
  );
  const sandbox = await startSandbox({ objects });
  try {
    await withGoogle((google) =>
      withArtifactRegistry(google.tokens, (registry) =>
        inFolder((folder) => {
          const variables = {
            ...google.iam.environment,
            ...google.metadata.environment,
            ...registry.environment,
          };
          return withEnvironment(variables, (environment) =>
            use({
              google,
              registry,
              check: async (yaml = RECONCILE) => {
                const file = await folder.write(
                  'config.yaml',
                  `clusters: [{ name: here, server: '${sandbox.url}' }]\n${yaml}`,
                );
                return run((context) => runConfigCheck({ file, online: true, json: true }, context), {
                  environment,
                });
              },
            }),
          );
        }),
      ),
    );
  } finally {
    await sandbox.close();
  }
}

function registriesIn({ written }: Run): unknown {
  return valueAt(parseJson(written), ['registries']);
}

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
      registry.allow(MACHINE, 'projects/bank/locations/us/repositories/gcr.io');
      const ran = await check();
      assert.deepEqual(registriesIn(ran), {
        repositories: [
          { name: WEB, ready: true },
          { name: 'projects/bank/locations/us/repositories/gcr.io', ready: true },
        ],
        unlisted: ['docker.io/library/nginx'],
      });
      assert.deepEqual(
        new Set(registry.requests.map(({ parent, query }) => `${parent} ${query['pageSize']}`)),
        new Set(['projects/bank/locations/us/repositories/gcr.io 1', `${WEB} 1`]),
      );
      assert.equal(registry.requests.length, 2);
    }));

  it('fails where one cannot be listed, with the command that grants it to the account of its entry', () =>
    withImages(async ({ google, registry, check }) => {
      google.iam.allow(MACHINE, READER);
      registry.allow(MACHINE, WEB);
      registry.allow('user:ann@example.com', 'projects/bank/locations/us/repositories/gcr.io');
      const ran = await check(`registries: [{ repositories: ['gcr.io/bank/**'], impersonate: ${READER} }]`);
      assert.equal(ran.code, EXIT.failed);
      const repositories = valueAt(registriesIn(ran), ['repositories']);
      const fault = Array.isArray(repositories) ? valueAt(repositories.at(1), ['fault']) : undefined;
      assert.equal(valueAt(fault, ['reason']), 'ListingForbidden');
      assert.equal(
        valueAt(fault, ['command']),
        `gcloud artifacts repositories add-iam-policy-binding gcr.io --location us --project bank --member serviceAccount:${READER} --role roles/artifactregistry.reader`,
      );
    }));

  it('asks nobody where the configuration says nothing of registries', () =>
    withImages(async ({ registry, check }) => {
      const ran = await check('');
      assert.deepEqual([registriesIn(ran), registry.requests], [undefined, []]);
    }));

  it('asks for nothing that is not followed', () =>
    withImages(async ({ registry, check }) => {
      assert.deepEqual(registriesIn(await check(`policy: never\n${RECONCILE}`)), {
        repositories: [],
        unlisted: [],
      });
      assert.deepEqual(registry.requests, []);
    }));
});
