/**
 * Two real API servers as GKE clusters of the project `shop`, which know Google's tokens by their e-mails; Google's own
 * servers on loopback beside them; and the function in a process, before them.
 */
import assert from 'node:assert/strict';
import { collectionPath } from '../../../../lib/core/workload/kind.ts';
import { inFolder, type Folder } from '../../../support/temporary-folder.ts';
import { kind } from '../../../support/builders.ts';
import { inProcess, type FunctionProcess } from '../../../support/forked-function.ts';
import {
  atAddress,
  gkeCluster,
  startContainerApi,
  type ContainerApi,
} from '../../../support/container-api.ts';
import { withIamCredentials, type IamCredentials } from '../../../support/iam-credentials.ts';
import { withMetadataServer, type MetadataServer } from '../../../support/metadata-server.ts';
import { withTokenEndpoint, type TokenEndpoint } from '../../../support/token-endpoint.ts';
import { newTokens, type Tokens } from '../../../support/google-tokens.ts';
import { deployment, namespaceObject } from '../../../support/sandbox-workloads.ts';
import { ADMIN, startControlPlane, type ControlPlane } from '../../../support/control-plane/control-plane.ts';
import { createAll, readManifests } from '../rights/manifests.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { eventually } from '../../../support/until.ts';
import { auditIn, type Audit } from './audit.ts';
import { withTokenReview } from './token-review.ts';
import { nextSecond } from '../../../support/next-second.ts';
import { createObject } from '../objects.ts';

export interface RealCluster extends Pick<Audit, 'patchers'> {
  /** As the Container API has it. */
  readonly path: string;
  readonly plane: ControlPlane;
}

export interface RealGke {
  readonly tokens: Tokens;
  readonly metadata: MetadataServer;
  readonly endpoint: TokenEndpoint;
  readonly iam: IamCredentials;
  readonly containers: ContainerApi;
  readonly folder: Folder;
  readonly a: RealCluster;
  readonly b: RealCluster;
  /** The environment that leads the code to all of this, as the machine unless it names credentials. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs all of it while `use` runs. */
function withRealGke<T>(use: (realGke: RealGke) => Promise<T>): Promise<T> {
  const tokens = newTokens();
  return inFolder((folder) =>
    withMetadataServer(tokens, (metadata) =>
      withTokenEndpoint(tokens, (endpoint) =>
        withIamCredentials(tokens, (iam) =>
          withTokenReview(tokens, folder.path, (knowing) =>
            withClusters({ tokens, metadata, endpoint, iam, folder }, knowing, use),
          ),
        ),
      ),
    ),
  );
}

type Google = Pick<RealGke, 'tokens' | 'metadata' | 'endpoint' | 'iam' | 'folder'>;

async function withClusters<T>(
  google: Google,
  knowing: readonly string[],
  use: (realGke: RealGke) => Promise<T>,
): Promise<T> {
  const { tokens, folder, metadata, iam } = google;
  const containers = await startContainerApi({
    accepts: (token) => tokens.holderOf(`Bearer ${token}`) !== undefined,
  });
  const begun = await Promise.allSettled(['a', 'b'].map((name) => startCluster(name, folder.path, knowing)));
  const clusters = begun.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  try {
    const [a, b] = clusters;
    assert.ok(
      a !== undefined && b !== undefined,
      begun.map((each) => String(Reflect.get(each, 'reason'))).join(),
    );
    for (const each of clusters) describeAt(containers, each);
    const environment = {
      HOME: folder.path,
      ...metadata.environment,
      ...iam.environment,
      ...containers.environment,
    };
    return await use({ ...google, containers, a, b, environment });
  } finally {
    await Promise.all([containers.close(), ...clusters.map(({ plane }) => plane.stop())]);
  }
}

async function startCluster(name: string, folder: string, knowing: readonly string[]): Promise<RealCluster> {
  const { apiServerArguments, patchers } = await auditIn(folder, name);
  const plane = await startControlPlane({
    assets: controlPlane().assets,
    controllers: false,
    apiServerArguments: [...knowing, ...apiServerArguments],
  });
  return { path: `projects/shop/locations/europe-west1/clusters/${name}`, plane, patchers };
}

/** Has the Container API say that the cluster is there, or where it is now. */
export function describeAt(
  containers: ContainerApi,
  { path, plane }: RealCluster,
  host = new URL(plane.url).host,
): void {
  containers.put(gkeCluster(path, atAddress(host, plane.ca)));
}

/** Opens it for hooks: it lasts until it is closed. */
export async function openRealGke(): Promise<{
  readonly realGke: RealGke;
  readonly close: () => Promise<void>;
}> {
  const opened = Promise.withResolvers<RealGke>();
  const closing = Promise.withResolvers<void>();
  const over = withRealGke((realGke) => {
    opened.resolve(realGke);
    return closing.promise;
  });
  over.catch(opened.reject);
  const close = async (): Promise<void> => {
    closing.resolve();
    await over;
  };
  return { realGke: await opened.promise, close };
}

type Planned = Pick<RealCluster, 'plane'>;

const DEPLOYMENTS = kind('Deployment');

/** Makes a namespace with a Deployment `web` of this image in it, in each of these clusters. */
export async function deploy(clusters: readonly Planned[], namespace: string, image: string): Promise<void> {
  for (const { plane } of clusters) {
    await createObject(plane, '/api/v1/namespaces', namespaceObject(namespace));
    await createObject(plane, collectionPath(DEPLOYMENTS, namespace), deployment(namespace, 'web', image));
  }
  await nextSecond();
}

/** Gives the rights of `infra/rbac` in a namespace, and waits until they hold. */
export async function grant({ plane }: Planned, email: string, namespace: string): Promise<void> {
  await createAll(plane, await readManifests('namespaced.yaml', email, namespace));
  const path = `/apis/batch/v1/namespaces/${namespace}/cronjobs`;
  await eventually(`the right of ${email}`, async () => {
    const answer = await plane.send(ADMIN, 'GET', path, { headers: { 'impersonate-user': email } });
    return answer.status === 200;
  });
}

/** Runs the function with these entries, of which each looks at one namespace; `more` are further variables. */
export async function serving<T>(
  { environment, tokens, more = {} }: RealGke & { readonly more?: Readonly<Record<string, string>> },
  namespace: string,
  entries: readonly object[],
  use: (process: FunctionProcess) => Promise<T>,
): Promise<T> {
  const clusters = entries.map((entry) => ({ ...entry, namespaces: { include: [namespace] } }));
  const all = { ...environment, ...more, IMAGE_UPDATER_CONFIG: JSON.stringify({ clusters }) };
  const { result, output } = await inProcess(all, use);
  for (const token of tokens.issued) assert.ok(!output.includes(token), `a token is in ${output}`);
  assert.doesNotMatch(output, /PRIVATE KEY|eyJ/);
  return result;
}
