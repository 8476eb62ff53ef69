/** Whole runs of the function as Google runs it, as everybody whom application default credentials can be. */
import assert from 'node:assert/strict';
import { images } from '../../support/on-sandbox.ts';
import { SUBJECT, SUBJECT_TOKEN } from '../../support/sts.ts';
import { answering } from '../../support/loopback.ts';
import { imageOf, pushed } from '../../support/gke-events.ts';
import { nameOf } from './prepared-tokens.ts';
import {
  ALL,
  callersOf,
  MACHINE,
  withGkeInstallation,
  TARGET,
  UPDATER,
  type GkeInstallation,
} from './gke-installation.ts';

type Environment = Readonly<Record<string, string>>;

interface Row {
  readonly as: string;
  /** Who arrives in the clusters. */
  readonly member: string;
  readonly environment: (installation: GkeInstallation) => Promise<Environment> | Environment;
  /** Of the entry. */
  readonly impersonate?: string;
}

const machine = ({ metadata }: GkeInstallation): Environment => metadata.environment;

async function withFile({ folder }: GkeInstallation, content: unknown): Promise<Environment> {
  return { GOOGLE_APPLICATION_CREDENTIALS: await folder.write('credentials.json', content) };
}

function withKey(installation: GkeInstallation): Promise<Environment> {
  return withFile(installation, installation.endpoint.serviceAccountKey(nameOf(UPDATER)));
}

async function federated(installation: GkeInstallation, more = {}): Promise<Environment> {
  const file = await installation.folder.write('subject-token', SUBJECT_TOKEN);
  return withFile(installation, installation.sts.federated({ file }, more));
}

function federatedTo(installation: GkeInstallation, account: string): Promise<Environment> {
  const url = `${installation.iam.origin}/v1/projects/-/serviceAccounts/${account}:generateAccessToken`;
  return federated(installation, { service_account_impersonation_url: url });
}

/** What has google-auth-library log requests and answers, tokens and all. */
const LIBRARIES_LOG: Environment = { GOOGLE_SDK_NODE_LOGGING: '*' };

const ROWS: readonly Row[] = [
  { as: 'the machine', member: MACHINE, environment: machine },
  {
    as: 'the machine that acts as another',
    member: TARGET,
    environment: machine,
    impersonate: nameOf(TARGET),
  },
  { as: 'the holder of a key', member: UPDATER, environment: withKey },
  {
    as: 'the holder of a key that acts as another',
    member: TARGET,
    environment: withKey,
    impersonate: nameOf(TARGET),
  },
  { as: 'a subject of another cloud', member: SUBJECT, environment: federated },
  {
    as: 'a subject of another cloud that acts as a service account',
    member: UPDATER,
    environment: (installation) => federatedTo(installation, nameOf(UPDATER)),
  },
  {
    as: 'the machine that acts as another, with the log of the libraries switched on',
    member: TARGET,
    environment: (installation) => ({ ...machine(installation), ...LIBRARIES_LOG }),
    impersonate: nameOf(TARGET),
  },
  {
    as: 'the holder of a key, with the log of the libraries switched on',
    member: UPDATER,
    environment: async (installation) => ({ ...(await withKey(installation)), ...LIBRARIES_LOG }),
  },
];

describe('one event for two GKE clusters', () => {
  for (const { as, member, environment, impersonate } of ROWS) {
    it(`as ${as}: both are updated by ${nameOf(member)}, and no secret is logged`, () =>
      withGkeInstallation(async (installation) => {
        for (const each of [MACHINE, UPDATER]) installation.iam.allow(each, nameOf(TARGET));
        installation.iam.allow(SUBJECT, nameOf(UPDATER));
        const clusters = [await installation.cluster('a'), await installation.cluster('b')];
        const entry = { ...ALL, ...(impersonate === undefined ? {} : { impersonate }) };
        await installation.serving([entry], await environment(installation), async ({ deliver }) => {
          const { status, entries } = await deliver(pushed());
          assert.equal(status, 204);
          assert.deepEqual(
            entries.map(({ message }) => message),
            ['Image updated', 'Image updated', 'Event handled'],
          );
        });
        for (const cluster of clusters) {
          assert.deepEqual(images(cluster), { app: imageOf() });
          assert.deepEqual(callersOf(cluster, installation.tokens), [nameOf(member)]);
        }
      }));
  }

  it('is done in spite of a token endpoint that fails twice, with one token for all', () =>
    withGkeInstallation(async (installation) => {
      const clusters = [await installation.cluster('a'), await installation.cluster('b')];
      installation.endpoint.troubles.push(answering(500, {}), answering(500, {}));
      await installation.serving([ALL], await withKey(installation), async ({ deliver }) => {
        assert.equal((await deliver(pushed())).status, 204);
      });
      for (const cluster of clusters) assert.deepEqual(images(cluster), { app: imageOf() });
      assert.equal(installation.endpoint.requests.length, 3);
      assert.equal(installation.tokens.issued.length, 1);
    }));

  it('after another needs no token and no list of its own', () =>
    withGkeInstallation(async (installation) => {
      const cluster = await installation.cluster('a');
      await installation.serving([ALL], machine(installation), async ({ deliver }) => {
        assert.equal((await deliver(pushed(1))).status, 204);
        assert.equal((await deliver(pushed(2))).status, 204);
      });
      assert.deepEqual(images(cluster), { app: imageOf(2) });
      assert.equal(installation.tokens.issued.length, 1);
      assert.equal(installation.containers.requests.length, 1);
    }));
});
