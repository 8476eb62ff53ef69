/**
 * A GKE cluster and what leads to it: `google.js <workloads>`. Its address is, as JSON, the environment in which the
 * function finds it: a metadata server that gives out tokens, a Container API, and a sandbox behind TLS.
 */
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { atAddress, gkeCluster, startContainerApi } from '../../support/container-api.ts';
import { withMetadataServer } from '../../support/metadata-server.ts';
import { newTokens } from '../../support/google-tokens.ts';
import { authority } from '../../support/tls-certificate.ts';
import { deployments } from '../../support/measured-deployments.ts';
import { answering } from './answering.ts';

const PATH = 'projects/shop/locations/europe-west1/clusters/bench';

const ca = authority();
const objects = deployments(Number(process.argv[2]), 'some');
const sandbox = await startSandbox({ objects, tls: ca.issue('bench') });
const tokens = newTokens();
const api = await startContainerApi({ accepts: (token) => tokens.holderOf(`Bearer ${token}`) !== undefined });
api.put(gkeCluster(PATH, atAddress(new URL(sandbox.url).host, ca.cert)));

await withMetadataServer(tokens, ({ environment }) => {
  const config = { IMAGE_UPDATER_CONFIG: `{ clusters: [{ gke: ${PATH} }] }` };
  answering(JSON.stringify({ ...environment, ...api.environment, ...config }), {});
  // It serves until the bench ends it.
  return new Promise<never>(() => undefined);
});
