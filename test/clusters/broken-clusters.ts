/** Clusters that cannot be reached, or not used, each for one reason. */
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import type { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { gkeCluster, sendError, type ClusterJson, type ContainerApi } from '../support/container-api.ts';
import type { Google } from '../support/google-credentials.ts';
import { authority } from '../support/tls-certificate.ts';
import { kubeconfig } from '../support/temporary-folder.ts';
import { base64 } from '../support/base64.ts';

export interface Ground extends Google {
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

export interface Row {
  /** What is wrong. */
  readonly what: string;
  readonly reason: ErrorReason;
  /** The entry, as YAML; what is wrong is made wrong here. */
  readonly entry: (ground: Ground) => string | Promise<string>;
  readonly variables?: (ground: Ground) => Variables | Promise<Variables>;
  /** The command that fixes it, whole; undefined where none does. */
  readonly command?: string;
  /** Longer than the others, in milliseconds. */
  readonly clusterMs?: number;
}

const PATH = 'projects/shop/locations/europe-west1/clusters/broken';
export const GKE = `{ gke: ${PATH} }`;
export const FINDING = '{ gke: projects/shop/locations/-/clusters/- }';
export const CA = authority();
export const MEMBER = 'serviceAccount:machine@shop.iam.gserviceaccount.com';
export const PLACE = 'broken --location europe-west1 --project shop';

/** A GKE cluster as the Container API tells of it. */
export function told(api: ContainerApi, changes: ClusterJson): string {
  api.put(gkeCluster(PATH, changes));
  return GKE;
}

/** Answers the next requests of the Container API with an error. */
export function refusing(
  api: ContainerApi,
  status: number,
  code: string,
  info?: Readonly<Record<string, unknown>>,
) {
  for (let left = 20; left > 0; left -= 1)
    api.instead.push((_, response) =>
      sendError(response, { code: status, status: code, message: 'as the test has it', info }),
    );
}

/** A cluster of a kubeconfig with this cluster and user. */
export async function fromFile(
  { folder }: Ground,
  cluster: Readonly<Record<string, unknown>>,
  user: Readonly<Record<string, unknown>> = { token: 't' },
): Promise<string> {
  return `{ kubeconfig: ${await folder.write('config', kubeconfig(cluster, user))} }`;
}

/** What a kubeconfig says of the CA of a cluster. */
export function trusting(ca: string) {
  return { 'certificate-authority-data': base64(ca) };
}
