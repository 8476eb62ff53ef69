/**
 * Google on loopback, GKE clusters that are sandboxes behind TLS, and the function in a process before them: what is
 * begun for a test ends with it.
 */
import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { rights } from '../../support/sandbox-fleet.ts';
import { inFolder, type Folder } from '../../support/temporary-folder.ts';
import { atAddress, gkeCluster, startContainerApi, type ContainerApi } from '../../support/container-api.ts';
import { withIamCredentials, type IamCredentials } from '../../support/iam-credentials.ts';
import { withMetadataServer, type MetadataServer } from '../../support/metadata-server.ts';
import { SUBJECT, withSts, type Sts } from '../../support/sts.ts';
import { withTokenEndpoint, type TokenEndpoint } from '../../support/token-endpoint.ts';
import { authority, type Authority } from '../../support/tls-certificate.ts';
import { stored } from '../../support/on-sandbox.ts';
import { inProcess, type FunctionProcess } from '../../support/forked-function.ts';
import { prepareTokens, type PreparedTokens } from './prepared-tokens.ts';

/** What the metadata server calls the machine. */
export const MACHINE = 'serviceAccount:machine@shop.iam.gserviceaccount.com';
export const UPDATER = 'serviceAccount:updater@shop.iam.gserviceaccount.com';
export const TARGET = 'serviceAccount:clusters@shop.iam.gserviceaccount.com';
/** Everybody but the stranger has the rights of `infra/rbac`, in all clusters. */
export const STRANGER = 'serviceAccount:stranger@shop.iam.gserviceaccount.com';

/** The cluster's own, as the Container API tells it. */
export const CLUSTER_CA = authority();
/** One that the process takes for public, where it is told so. */
export const PUBLIC_CA = authority();

export interface GkeInstallation {
  readonly tokens: PreparedTokens;
  readonly metadata: MetadataServer;
  readonly endpoint: TokenEndpoint;
  readonly sts: Sts;
  readonly iam: IamCredentials;
  readonly containers: ContainerApi;
  readonly folder: Folder;
  /** Creates a cluster with the Deployment `web` in it. */
  readonly cluster: (name: string, clusterEndpoint?: ClusterEndpoint) => Promise<Sandbox>;
  /**
   * Runs the function with these entries and further variables, and then makes sure that nothing of what it wrote is a
   * secret.
   */
  readonly serving: <T>(
    clusters: readonly object[],
    environment: Readonly<Record<string, string>>,
    use: (process: FunctionProcess) => Promise<T>,
  ) => Promise<T>;
}

/** How a cluster is entered: its endpoint, and who signed the certificate that is shown there. */
export interface ClusterEndpoint {
  readonly endpoint: 'public' | 'dns';
  readonly signedBy: Authority;
  /** The name in the certificate: that of the endpoint unless given. */
  readonly host?: string;
}

/** All clusters of the project. */
export const ALL = { gke: 'projects/shop/locations/-/clusters/-' };

export function withGkeInstallation(use: (installation: GkeInstallation) => Promise<void>): Promise<void> {
  const all = rights(['get', 'list', 'patch']);
  const tokens = prepareTokens({
    [MACHINE]: all,
    [UPDATER]: all,
    [TARGET]: all,
    [SUBJECT]: all,
    [STRANGER]: [],
  });
  return inFolder((folder) =>
    withMetadataServer(tokens, (metadata) =>
      withTokenEndpoint(tokens, (endpoint) =>
        withSts(tokens, (sts) =>
          withIamCredentials(tokens, (iam) =>
            withClusters({ folder, tokens, metadata, endpoint, sts, iam }, use),
          ),
        ),
      ),
    ),
  );
}

type Google = Omit<GkeInstallation, 'containers' | 'cluster' | 'serving'>;

async function withClusters(
  google: Google,
  use: (installation: GkeInstallation) => Promise<void>,
): Promise<void> {
  const { tokens } = google;
  const isKnown = (token: string): boolean => tokens.holderOf(`Bearer ${token}`) !== undefined;
  const containers = await startContainerApi({ accepts: isKnown });
  const sandboxes: Sandbox[] = [];
  const cluster: GkeInstallation['cluster'] = async (
    name,
    clusterEndpoint = { endpoint: 'public', signedBy: CLUSTER_CA },
  ) => {
    const { endpoint, signedBy, host = 'localhost' } = clusterEndpoint;
    const tls = signedBy.issue(name, endpoint === 'dns' ? { host } : {});
    const sandbox = await startSandbox({ objects: [stored({})], users: tokens.users, tls });
    sandboxes.push(sandbox);
    containers.put(descriptionOf(name, clusterEndpoint, new URL(sandbox.url).port));
    return sandbox;
  };
  const installation = { ...google, containers, cluster, serving: serverOf({ ...google, containers }) };
  try {
    await use(installation);
  } finally {
    await Promise.all([containers.close(), ...sandboxes.map((sandbox) => sandbox.close())]);
  }
}

function descriptionOf(
  name: string,
  { endpoint }: ClusterEndpoint,
  port: string,
): ReturnType<typeof gkeCluster> {
  const path = `projects/shop/locations/europe-west1/clusters/${name}`;
  const byAddress = atAddress(`127.0.0.1:${port}`, CLUSTER_CA.cert);
  if (endpoint === 'public') return gkeCluster(path, byAddress);
  const dnsEndpointConfig = { endpoint: `localhost:${port}`, allowExternalTraffic: true };
  return gkeCluster(path, { ...byAddress, controlPlaneEndpointsConfig: { dnsEndpointConfig } });
}

function serverOf({
  folder,
  iam,
  containers,
  tokens,
}: Google & Pick<GkeInstallation, 'containers'>): GkeInstallation['serving'] {
  return async (clusters, environment, use) => {
    const all = {
      HOME: folder.path,
      ...iam.environment,
      ...containers.environment,
      IMAGE_UPDATER_CONFIG: JSON.stringify({ clusters }),
      ...environment,
    };
    const { result, output } = await inProcess(all, use);
    assert.doesNotMatch(output, SECRETS);
    for (const token of tokens.issued) assert.ok(!output.includes(token), `a token is in ${output}`);
    return result;
  };
}

/** Tokens of all kinds, keys, assertions: all that the servers give or take. */
const SECRETS = /s3cret|PRIVATE KEY|MII[\w+/]{10}|ya29|eyJ|assertion=/;

/** Who sent the requests that a cluster took, by name. */
export function callersOf({ requests }: Sandbox, { users }: PreparedTokens): readonly string[] {
  const tokens = requests.map(({ headers }) => headers.authorization?.replace(/^Bearer /, '') ?? '');
  return [...new Set(tokens.map((token) => users[token]?.username ?? 'nobody'))];
}
