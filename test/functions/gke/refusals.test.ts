/** Whole runs of the function before GKE clusters where Google, or a cluster, does not let it in. */
import assert from 'node:assert/strict';
import { objectOr, type JsonObject } from '../../../lib/core/text/json.ts';
import type { Reason } from '../../../lib/core/errors/reason.ts';
import { sendError } from '../../support/container-api.ts';
import { images } from '../../support/on-sandbox.ts';
import { pushed } from '../../support/gke-events.ts';
import { nameOf } from './prepared-tokens.ts';
import {
  ALL,
  withGkeInstallation,
  STRANGER,
  TARGET,
  UPDATER,
  type GkeInstallation,
} from './gke-installation.ts';
import { pushedImage } from '../../support/builders.ts';

interface Trouble {
  readonly environment: Readonly<Record<string, string>>;
  readonly impersonate?: string;
  /** What an operator does. */
  readonly mend: () => unknown;
}

interface Row {
  readonly that: string;
  readonly reason: Reason;
  /** What detail, remedy and command together name. */
  readonly names: readonly string[];
  readonly trouble: (installation: GkeInstallation) => Promise<Trouble> | Trouble;
}

async function keyOf({ endpoint, folder }: GkeInstallation): Promise<string> {
  return folder.write('key.json', endpoint.serviceAccountKey(nameOf(UPDATER)));
}

/** The Container API refuses everything until it is told otherwise. */
function refusedBy({ containers, metadata }: GkeInstallation, message: string, info?: JsonObject): Trouble {
  const refuse = (_: unknown, response: Parameters<typeof sendError>[0]): void => {
    containers.instead.push(refuse);
    sendError(response, { code: 403, status: 'PERMISSION_DENIED', message, info });
  };
  containers.instead.push(refuse);
  return { environment: metadata.environment, mend: () => containers.instead.splice(0) };
}

const ROWS: readonly Row[] = [
  {
    that: 'a key that was replaced',
    reason: 'CredentialsRefused',
    names: ['key.json', 'invalid_grant', 'replace the key'],
    trouble: async (installation) => {
      const file = await keyOf(installation);
      const mended = installation.endpoint.serviceAccountKey(nameOf(UPDATER));
      return {
        environment: { GOOGLE_APPLICATION_CREDENTIALS: file },
        mend: () => installation.folder.write('key.json', mended),
      };
    },
  },
  {
    that: 'a key file that is not there yet',
    reason: 'NoGoogleCredentials',
    names: ['key.json', 'GOOGLE_APPLICATION_CREDENTIALS'],
    trouble: (installation) => ({
      environment: { GOOGLE_APPLICATION_CREDENTIALS: `${installation.folder.path}/key.json` },
      mend: () => keyOf(installation),
    }),
  },
  {
    that: 'a subject token that the provider does not take',
    reason: 'CredentialsRefused',
    names: ['invalid_grant'],
    trouble: async ({ folder, sts }) => {
      const file = await folder.write('subject', 'eyJ-s3cret-and-wrong');
      return {
        environment: { GOOGLE_APPLICATION_CREDENTIALS: await folder.write('adc', sts.federated({ file })) },
        mend: () => folder.write('subject', 's3cret-subject-token-of-another-cloud'),
      };
    },
  },
  {
    that: 'an account that may not act as the other',
    reason: 'NoImpersonation',
    names: [
      `add-iam-policy-binding ${nameOf(TARGET)} --member serviceAccount:machine@shop.iam.gserviceaccount.com`,
    ],
    trouble: ({ iam, metadata }) => {
      iam.allow(STRANGER, nameOf(TARGET));
      return {
        environment: metadata.environment,
        impersonate: nameOf(TARGET),
        mend: () => iam.allow(`serviceAccount:${metadata.email}`, nameOf(TARGET)),
      };
    },
  },
  {
    that: 'a project without the Container API',
    reason: 'ApiDisabled',
    names: ['gcloud services enable container.googleapis.com --project shop'],
    trouble: (installation) =>
      refusedBy(installation, 'Kubernetes Engine API has not been used in project shop before.', {
        reason: 'SERVICE_DISABLED',
        metadata: { service: 'container.googleapis.com', consumer: 'projects/shop' },
      }),
  },
  {
    that: 'an account that may not list the clusters',
    reason: 'ForbiddenByIam',
    names: [
      'add-iam-policy-binding shop --member serviceAccount:machine@shop.iam.gserviceaccount.com --role roles/container.clusterViewer',
    ],
    trouble: (installation) =>
      refusedBy(installation, 'Required "container.clusters.list" permission for "projects/shop".'),
  },
];

function isOf(reason: Reason): (entry: JsonObject) => boolean {
  return (entry) => entry['reason'] === reason;
}

describe('one event for a GKE cluster', () => {
  for (const { that, reason, names, trouble } of ROWS) {
    it(`behind ${that} is ${reason}, and says what to do; once fixed, the redelivery updates the cluster`, () =>
      withGkeInstallation(async (installation) => {
        const cluster = await installation.cluster('a');
        const { environment, impersonate, mend } = await trouble(installation);
        const entry = { ...ALL, ...(impersonate === undefined ? {} : { impersonate }) };
        await installation.serving([entry], environment, async ({ deliver }) => {
          const { status, entries } = await deliver(pushed());
          assert.equal(status, 500);
          assert.deepEqual(
            entries.map((each) => each['message']),
            ['Cluster not updated in full', 'Event handled'],
          );
          const said = entries.find(isOf(reason)) ?? assert.fail(JSON.stringify(entries));
          const words = [said['detail'], said['remedy'], said['command']].join(' ');
          for (const name of names) assert.ok(words.includes(name), `${name} in ${words}`);
          assert.deepEqual(cluster.requests, []);
          await mend();
          assert.equal((await deliver(pushed())).status, 204);
        });
        assert.deepEqual(images(cluster), { app: pushedImage() });
      }));
  }

  it('that knows nobody of this e-mail is Forbidden, with the e-mail, for each kind', () =>
    withGkeInstallation(async (installation) => {
      const cluster = await installation.cluster('a');
      installation.metadata.email = nameOf(STRANGER);
      await installation.serving([ALL], installation.metadata.environment, async ({ deliver }) => {
        const { status, entries } = await deliver(pushed());
        assert.equal(status, 500);
        const faults = entries.filter(isOf('Forbidden'));
        assert.equal(faults.length, 4);
        for (const { detail, ...entry } of faults) {
          assert.ok(String(detail).includes(nameOf(STRANGER)), String(detail));
          assert.equal(objectOr(entry['logging.googleapis.com/labels'])['cluster'], 'shop/europe-west1/a');
        }
      });
      assert.ok(!Object.values(images(cluster)).includes(pushedImage()));
    }));
});
