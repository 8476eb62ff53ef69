/**
 * What can be wrong with the way to a cluster, from end to end: each fault has a reason of its own and tells the way
 * out, another cluster is updated all the same, and the event is redelivered. The run prints each message once.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import Table from 'cli-table3';
import { openClusters } from '../../lib/clusters/open.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { commandOf, REASONS, remedyOf, type FaultReason } from '../../lib/core/errors/reason.ts';
import { wantsRedelivery, type Report } from '../../lib/core/report/report.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/server.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';
import {
  atAddress,
  gkeCluster,
  sendError,
  startContainerApi,
  type ClusterJson,
  type ContainerApi,
} from '../support/container-api.ts';
import { withGoogle, type Google } from '../support/google-credentials.ts';
import { withEnvironment } from '../support/with-environment.ts';
import { authority, selfSigned } from '../support/tls-certificate.ts';
import { freePort } from '../support/free-ports.ts';
import { whileListening, withTcp } from '../support/local-server.ts';
import { answer } from '../support/loopback.ts';
import { images, stored } from '../support/on-sandbox.ts';
import { kubeconfig } from '../support/temporary-folder.ts';
import { base64 } from '../support/base64.ts';
import { TARGET, UPDATER } from '../support/accounts.ts';

interface Ground extends Google {
  readonly api: ContainerApi;
  /** Runs a server until the row is over. */
  readonly sandbox: (options: Parameters<typeof startSandbox>[0]) => Promise<Sandbox>;
  /** Holds a TCP port until the row is over: `127.0.0.1:PORT`, which takes connections and says nothing. */
  readonly silent: string;
  /** A front end with a certificate of {@link CA}, which lets nobody through: `127.0.0.1:PORT`. */
  readonly frontEnd: string;
  /** The good cluster's address. */
  readonly good: string;
}

/** Variables of the environment, beside those that lead to Google's servers. */
type Variables = Readonly<Record<string, string>>;

interface Row {
  /** What is wrong. */
  readonly what: string;
  readonly reason: FaultReason;
  /** The entry, as YAML; what is wrong is made wrong here. */
  readonly entry: (ground: Ground) => string | Promise<string>;
  readonly variables?: (ground: Ground) => Variables | Promise<Variables>;
  /** The command that mends it, whole; undefined where none does. */
  readonly command?: string;
  /** Longer than the others, in milliseconds. */
  readonly clusterMs?: number;
}

const PATH = 'projects/shop/locations/europe-west1/clusters/broken';
const GKE = `{ gke: ${PATH} }`;
const FINDING = '{ gke: projects/shop/locations/-/clusters/- }';
const CA = authority();
const MEMBER = 'serviceAccount:machine@shop.iam.gserviceaccount.com';
const PLACE = 'broken --location europe-west1 --project shop';
const GIVE_DNS_ENDPOINT = `gcloud container clusters update ${PLACE} --enable-dns-access`;
const GRANT_VIEWER = `gcloud projects add-iam-policy-binding shop --member ${MEMBER} --role roles/container.clusterViewer`;

/** A GKE cluster as the Container API tells of it. */
function told(api: ContainerApi, changes: ClusterJson): string {
  api.put(gkeCluster(PATH, changes));
  return GKE;
}

/** Answers the next requests of the Container API with an error. */
function refusing(api: ContainerApi, status: number, code: string, info?: Readonly<Record<string, unknown>>) {
  for (let left = 20; left > 0; left -= 1)
    api.instead.push((_, response) => sendError(response, status, code, 'as the test has it', info));
}

/** A cluster of a kubeconfig with this cluster and user. */
async function fromFile(
  { folder }: Ground,
  cluster: Readonly<Record<string, unknown>>,
  user: Readonly<Record<string, unknown>> = { token: 't' },
): Promise<string> {
  return `{ kubeconfig: ${await folder.write('config', kubeconfig(cluster, user))} }`;
}

/** What a kubeconfig says of the CA of a cluster. */
function trusting(ca: string) {
  return { 'certificate-authority-data': base64(ca) };
}

/** A cluster of a kubeconfig whose user is a plugin that runs this code. */
async function fromPlugin(ground: Ground, code: string): Promise<string> {
  const command = await ground.folder.program('plugin', code);
  return fromFile(ground, { server: 'https://127.0.0.1:1' }, { exec: { command } });
}

/** A GKE cluster whose API server shows this certificate. */
async function showing({ sandbox, api }: Ground, tls: { cert: string; key: string }): Promise<string> {
  const { url } = await sandbox({ tls });
  return told(api, atAddress(new URL(url).host, CA.cert));
}

const DISABLED = {
  reason: 'SERVICE_DISABLED',
  metadata: { service: 'container.googleapis.com', consumer: 'projects/shop' },
};

const ROWS: readonly Row[] = [
  // What the Container API says.
  {
    what: 'a GKE cluster that does not exist',
    reason: 'NoCluster',
    entry: () => GKE,
    command: 'gcloud container clusters list --project shop',
  },
  {
    what: 'a project without the Container API',
    reason: 'ApiDisabled',
    entry: ({ api }) => {
      refusing(api, 403, 'PERMISSION_DENIED', DISABLED);
      return GKE;
    },
    command: 'gcloud services enable container.googleapis.com --project shop',
  },
  {
    what: 'no permission to list clusters',
    reason: 'ForbiddenByIam',
    entry: ({ api }) => {
      refusing(api, 403, 'PERMISSION_DENIED');
      return FINDING;
    },
    command: GRANT_VIEWER,
  },
  {
    what: 'a Container API that fails',
    reason: 'ServerError',
    entry: ({ api }) => {
      refusing(api, 500, 'INTERNAL');
      return GKE;
    },
  },
  {
    what: 'zones that the Container API cannot see',
    reason: 'MissingZones',
    entry: ({ api }) => {
      api.missingZones.push('europe-west1-b');
      return FINDING;
    },
  },
  {
    what: 'a cluster that is being deleted',
    reason: 'NotServing',
    entry: ({ api }) => told(api, { status: 'STOPPING' }),
    command: `gcloud container clusters describe ${PLACE}`,
  },
  {
    what: 'a cluster without the endpoint that is wanted',
    reason: 'NoEndpoint',
    entry: ({ api }) => told(api, {}).replace(' }', ', endpoint: dns }'),
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'a CA that is no PEM',
    reason: 'InvalidCa',
    entry: ({ api, silent }) => told(api, atAddress(silent, 'no certificate')),
    command: GIVE_DNS_ENDPOINT,
  },
  // The way to its API server.
  {
    what: 'an endpoint where nobody listens',
    reason: 'Unreachable',
    entry: async ({ api }) => told(api, atAddress(`127.0.0.1:${await freePort()}`, CA.cert)),
  },
  {
    what: 'a name that cannot be resolved',
    reason: 'NoSuchHost',
    entry: () => '{ server: "https://cluster.invalid" }',
  },
  {
    what: 'authorized networks that we are not in: a connection that hangs',
    reason: 'ConnectTimeout',
    entry: ({ api, silent }) => told(api, atAddress(silent, CA.cert)),
    command: GIVE_DNS_ENDPOINT,
    clusterMs: 6_000,
  },
  {
    what: 'a certificate that has ended',
    reason: 'ExpiredCertificate',
    entry: (ground) => showing(ground, CA.issue('cluster.test', { until: new Date('2021-01-01T00:00:00Z') })),
  },
  {
    what: 'a certificate that another CA signed',
    reason: 'UntrustedCertificate',
    entry: (ground) => showing(ground, authority().issue('cluster.test')),
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'a certificate that is signed by itself',
    reason: 'UntrustedCertificate',
    entry: (ground) => showing(ground, selfSigned()),
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'a certificate for another name',
    reason: 'WrongCertificateName',
    entry: async ({ sandbox, api }) => {
      const { url } = await sandbox({ tls: CA.issue('cluster.test') });
      // The certificate names 127.0.0.1 and cluster.test.
      return told(api, atAddress(`localhost:${new URL(url).port}`, CA.cert));
    },
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'something that is no API server',
    reason: 'UnexpectedAnswer',
    entry: async ({ good }) => `{ server: "${good}/not-here" }`,
  },
  {
    what: 'a CA of a kubeconfig that is no PEM',
    reason: 'InvalidCa',
    entry: (ground) => fromFile(ground, { server: 'https://127.0.0.1:1', ...trusting('no certificate') }),
  },
  {
    what: 'a certificate that the CA of a kubeconfig did not sign',
    reason: 'UntrustedCertificate',
    entry: async (ground) => {
      const { url: server } = await ground.sandbox({ tls: authority().issue('cluster.test') });
      return fromFile(ground, { server, ...trusting(CA.cert) });
    },
  },
  // Who we are there.
  {
    what: 'a front end of GKE that does not let the identity through',
    reason: 'ForbiddenByFrontEnd',
    entry: ({ api, frontEnd }) => told(api, atAddress(frontEnd, CA.cert)),
    command: GRANT_VIEWER,
  },
  {
    what: 'a proxy that does not let us through',
    reason: 'ForbiddenByFrontEnd',
    entry: (ground) => fromFile(ground, { server: `https://${ground.frontEnd}`, ...trusting(CA.cert) }),
  },
  {
    what: 'a token that the API server does not know',
    reason: 'Unauthorized',
    entry: async ({ sandbox, api }) => {
      const { url } = await sandbox({ tls: CA.issue('cluster.test'), tokens: ['another'] });
      return told(api, atAddress(new URL(url).host, CA.cert));
    },
  },
  {
    what: 'an identity without rights in the cluster',
    reason: 'Forbidden',
    entry: async (ground) => {
      const users = { t: { username: UPDATER, rights: [] } };
      const { url: server } = await ground.sandbox({ tls: CA.issue('cluster.test'), users });
      return fromFile(ground, { server, ...trusting(CA.cert) });
    },
  },
  // Who we are for Google.
  {
    what: 'a file of credentials that is gone',
    reason: 'NoGoogleCredentials',
    entry: () => GKE,
    variables: ({ folder }) => ({ GOOGLE_APPLICATION_CREDENTIALS: `${folder.path}/gone.json` }),
    command: 'gcloud auth application-default login',
  },
  {
    what: 'a key that was revoked',
    reason: 'CredentialsRefused',
    entry: () => GKE,
    variables: async ({ folder, endpoint }) => {
      const old = endpoint.serviceAccountKey(UPDATER);
      endpoint.serviceAccountKey(UPDATER);
      return { GOOGLE_APPLICATION_CREDENTIALS: await folder.write('key.json', old) };
    },
  },
  {
    what: 'a token endpoint that fails',
    reason: 'TokenServerError',
    entry: () => GKE,
    variables: async ({ folder, endpoint }) => {
      for (let left = 20; left > 0; left -= 1)
        endpoint.troubles.push((_, response) => answer(response, 500, {}));
      const key = await folder.write('key.json', endpoint.serviceAccountKey(UPDATER));
      return { GOOGLE_APPLICATION_CREDENTIALS: key };
    },
  },
  {
    what: 'a service account that we may not act as',
    reason: 'NoImpersonation',
    entry: ({ iam }) => {
      iam.allow('serviceAccount:somebody@shop.iam.gserviceaccount.com', TARGET);
      return GKE.replace(' }', `, impersonate: ${TARGET} }`);
    },
    command: `gcloud iam service-accounts add-iam-policy-binding ${TARGET} --member ${MEMBER} --role roles/iam.serviceAccountTokenCreator`,
  },
  // A kubeconfig, and inside of a cluster.
  {
    what: 'a kubeconfig that is missing',
    reason: 'NoKubeconfig',
    entry: ({ folder }) => `{ kubeconfig: ${folder.path}/missing }`,
  },
  {
    what: 'a kubeconfig that cannot be read',
    reason: 'NoKubeconfig',
    entry: ({ folder }) => `{ kubeconfig: ${folder.path} }`,
  },
  {
    what: 'a context that is not in the kubeconfig',
    reason: 'NoContext',
    entry: async (ground) =>
      (await fromFile(ground, { server: 'https://127.0.0.1:1' })).replace(' }', ', context: other }'),
  },
  {
    what: 'a user without credentials',
    reason: 'NoCredentials',
    entry: (ground) => fromFile(ground, { server: 'https://127.0.0.1:1' }, {}),
  },
  {
    what: 'an exec plugin that fails',
    reason: 'PluginFailed',
    entry: (ground) => fromPlugin(ground, 'process.exitCode = 1'),
  },
  {
    what: 'an exec plugin that hangs',
    reason: 'PluginTimeout',
    entry: (ground) => fromPlugin(ground, 'setInterval(() => {}, 1000)'),
  },
  {
    what: 'an exec plugin that prints garbage',
    reason: 'InvalidPluginOutput',
    entry: (ground) => fromPlugin(ground, `process.stdout.write('signed in!')`),
  },
  {
    what: 'inCluster outside of a cluster',
    reason: 'NotInCluster',
    entry: () => '{ inCluster: true }',
  },
];

/** Everything is there and well while `use` runs. */
function onGround<T>(use: (ground: Ground, goodCluster: Sandbox) => Promise<T>): Promise<T> {
  const closed = createServer(CA.issue('cluster.test'), (_, response) =>
    sendError(response, 403, 'NO', 'no'),
  );
  return withGoogle((google) =>
    whileListening(closed, ({ host: frontEnd }) =>
      withTcp(
        () => undefined,
        async ({ host: silent }) => {
          const accepts = (token: string): boolean => google.tokens.holderOf(`Bearer ${token}`) !== undefined;
          const api = await startContainerApi({ accepts });
          const started: Sandbox[] = [];
          const sandbox: Ground['sandbox'] = async (options) => {
            const one = await startSandbox(options);
            started.push(one);
            return one;
          };
          const good = await sandbox({ objects: [stored({})] });
          try {
            return await use({ ...google, api, silent, frontEnd, sandbox, good: good.url }, good);
          } finally {
            await Promise.all([api.close(), ...started.map((each) => each.close())]);
          }
        },
      ),
    ),
  );
}

async function eventOver(entries: string, ground: Ground, row: Row): Promise<Report> {
  const { api, iam, metadata } = ground;
  const leading = { ...metadata.environment, ...iam.environment, ...api.environment };
  const variables = { ...leading, ...(await row.variables?.(ground)) };
  return withEnvironment(variables, async (environment) => {
    const parsed = parseConfig(`clusters: [${entries}]`);
    assert.ok('config' in parsed, JSON.stringify(parsed));
    const sources = openClusters(parsed.config.clusters, { environment, credentialsMs: 1_000 });
    const budgets = { event: 60_000, cluster: row.clusterMs ?? 10_000 };
    const { signal } = new AbortController();
    return updateClusters(push(), { settings: parsed.config.settings, sources, budgets }, { signal });
  });
}

describe('the way to a cluster', () => {
  const messages = new Map<string, readonly string[]>();

  for (const row of ROWS) {
    const { what, reason, command } = row;
    it(`${what}: ${reason}, the way out, the other cluster done, and redelivery`, () =>
      onGround(async (ground, good) => {
        const entries = `{ name: good, server: "${ground.good}" }, ${await row.entry(ground)}`;
        const report = await eventOver(entries, ground, row);
        const faults = report.clusters
          .filter(({ cluster }) => cluster !== 'good')
          .flatMap((each) => each.faults);
        const reasons = new Set(faults.map((fault) => fault.reason));
        assert.deepEqual(reasons, new Set([reason]), JSON.stringify(faults));
        const { detail, terms } = faults[0] ?? assert.fail();
        assert.equal(commandOf(reason, terms), command);
        assert.deepEqual(images(good), { app: `${REPOSITORY}:v1@${digest(1)}` });
        assert.equal(wantsRedelivery(report), true);
        assert.doesNotMatch(JSON.stringify(report), /ya29|s3cret|PRIVATE KEY/);
        const said = [
          reason,
          `${REASONS[reason].message}\n${detail}`,
          remedyOf(reason, terms),
          command ?? '',
        ];
        messages.set(`${reason} ${command}`, said);
      })).timeout(30_000);
  }

  after('prints each message once', () => {
    const table = new Table({
      head: ['reason', 'what is the case', 'what to do', 'command'],
      style: { head: [], border: [] },
      colWidths: [22, 56, 46, 46],
      wordWrap: true,
    });
    table.push(...[...messages.values()].map((said) => [...said]));
    console.log(table.toString());
  });
});
