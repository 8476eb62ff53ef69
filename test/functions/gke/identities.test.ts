/** Whole runs of the function as Google runs it, as everybody whom application default credentials can be. */
import assert from 'node:assert/strict';
import { images } from '../../support/on-sandbox.ts';
import { SUBJECT, SUBJECT_TOKEN } from '../../support/sts.ts';
import { answering } from '../../support/loopback.ts';
import { imageOf, pushed } from '../../support/gke-events.ts';
import { nameOf } from './prepared-tokens.ts';
import { ALL, callersOf, MACHINE, onStage, TARGET, UPDATER, type Stage } from './stage.ts';

type Environment = Readonly<Record<string, string>>;

interface Row {
  readonly as: string;
  /** Who arrives in the clusters. */
  readonly member: string;
  readonly environment: (stage: Stage) => Promise<Environment> | Environment;
  /** Of the entry. */
  readonly impersonate?: string;
}

const machine = ({ metadata }: Stage): Environment => metadata.environment;

async function withFile({ folder }: Stage, content: unknown): Promise<Environment> {
  return { GOOGLE_APPLICATION_CREDENTIALS: await folder.write('credentials.json', content) };
}

function withKey(stage: Stage): Promise<Environment> {
  return withFile(stage, stage.endpoint.serviceAccountKey(nameOf(UPDATER)));
}

async function federated(stage: Stage, more = {}): Promise<Environment> {
  const file = await stage.folder.write('subject-token', SUBJECT_TOKEN);
  return withFile(stage, stage.sts.federated({ file }, more));
}

function federatedTo(stage: Stage, account: string): Promise<Environment> {
  const url = `${stage.iam.origin}/v1/projects/-/serviceAccounts/${account}:generateAccessToken`;
  return federated(stage, { service_account_impersonation_url: url });
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
    environment: (stage) => federatedTo(stage, nameOf(UPDATER)),
  },
  {
    as: 'the machine that acts as another, with the log of the libraries switched on',
    member: TARGET,
    environment: (stage) => ({ ...machine(stage), ...LIBRARIES_LOG }),
    impersonate: nameOf(TARGET),
  },
  {
    as: 'the holder of a key, with the log of the libraries switched on',
    member: UPDATER,
    environment: async (stage) => ({ ...(await withKey(stage)), ...LIBRARIES_LOG }),
  },
];

describe('one event for two GKE clusters', () => {
  for (const { as, member, environment, impersonate } of ROWS) {
    it(`as ${as}: both are updated by ${nameOf(member)}, and no secret is logged`, () =>
      onStage(async (stage) => {
        for (const each of [MACHINE, UPDATER]) stage.iam.allow(each, nameOf(TARGET));
        stage.iam.allow(SUBJECT, nameOf(UPDATER));
        const clusters = [await stage.cluster('a'), await stage.cluster('b')];
        const entry = { ...ALL, ...(impersonate === undefined ? {} : { impersonate }) };
        await stage.serving([entry], await environment(stage), async ({ deliver }) => {
          const { status, entries } = await deliver(pushed());
          assert.equal(status, 204);
          assert.deepEqual(
            entries.map(({ message }) => message),
            ['Image updated', 'Image updated', 'Event handled'],
          );
        });
        for (const cluster of clusters) {
          assert.deepEqual(images(cluster), { app: imageOf() });
          assert.deepEqual(callersOf(cluster, stage.tokens), [nameOf(member)]);
        }
      }));
  }

  it('is done in spite of a token endpoint that fails twice, with one token for all', () =>
    onStage(async (stage) => {
      const clusters = [await stage.cluster('a'), await stage.cluster('b')];
      stage.endpoint.troubles.push(answering(500, {}), answering(500, {}));
      await stage.serving([ALL], await withKey(stage), async ({ deliver }) => {
        assert.equal((await deliver(pushed())).status, 204);
      });
      for (const cluster of clusters) assert.deepEqual(images(cluster), { app: imageOf() });
      assert.equal(stage.endpoint.requests.length, 3);
      assert.equal(stage.tokens.issued.length, 1);
    }));

  it('after another needs no token and no list of its own', () =>
    onStage(async (stage) => {
      const cluster = await stage.cluster('a');
      await stage.serving([ALL], machine(stage), async ({ deliver }) => {
        assert.equal((await deliver(pushed(1))).status, 204);
        assert.equal((await deliver(pushed(2))).status, 204);
      });
      assert.deepEqual(images(cluster), { app: imageOf(2) });
      assert.equal(stage.tokens.issued.length, 1);
      assert.equal(stage.containers.requests.length, 1);
    }));
});
