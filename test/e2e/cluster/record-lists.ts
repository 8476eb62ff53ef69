/**
 * Records what a real API server answers to a list, as protobuf and as JSON, for the quick tests of the readers:
 * `node test/e2e/cluster/record-lists.ts`. To be run again when a new Kubernetes version is pinned.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { findAssets } from '../../support/control-plane/assets/find-assets.ts';
import { ADMIN, startControlPlane, type ControlPlane } from '../../support/control-plane/control-plane.ts';
import { SAMPLES } from './sample-workloads.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../kubernetes/list/recorded');
const MEDIA_TYPES = { pb: 'application/vnd.kubernetes.protobuf', json: 'application/json' } as const;

function get({ url, ca, tokens }: ControlPlane, target: string, accept: string): Promise<Buffer> {
  const headers = { accept, authorization: `Bearer ${tokens[ADMIN] ?? ''}` };
  return new Promise((resolve, reject) => {
    https
      .get(`${url}${target}`, { ca, headers, agent: false }, (answer) => resolve(buffer(answer)))
      .on('error', reject);
  });
}

const assets = await findAssets({
  environment: process.env,
  onProgress: (line) => process.stderr.write(`${line}\n`),
});
const cluster = await startControlPlane({ assets, controllers: false });
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const { path: target, objects } of SAMPLES) {
    for (const object of objects) await cluster.request(ADMIN, 'POST', target, object);
  }
  // A finalizer keeps it, being deleted.
  await cluster.request(ADMIN, 'DELETE', '/apis/apps/v1/namespaces/default/deployments/deleting');
  for (const { path: target } of SAMPLES) {
    for (const [ending, accept] of Object.entries(MEDIA_TYPES)) {
      const file = path.join(FOLDER, `${path.basename(target)}.${ending}`);
      writeFileSync(file, await get(cluster, target, accept));
    }
  }
  const absent = '/apis/apps/v1/namespaces/default/deployments/nobody';
  writeFileSync(path.join(FOLDER, 'status.pb'), await get(cluster, absent, MEDIA_TYPES.pb));
  const page = await get(cluster, '/apis/apps/v1/namespaces/default/deployments?limit=2', MEDIA_TYPES.pb);
  writeFileSync(path.join(FOLDER, 'deployments-page.pb'), page);
} finally {
  await cluster.stop();
}
