import assert from 'node:assert/strict';
import { openClusters } from '../../../lib/clusters/open-clusters.ts';
import type { Report } from '../../../lib/core/report/report.ts';
import { updateClusters } from '../../../lib/pipeline/update-clusters.ts';
import { inFolder, kubeconfig, printing, type Folder } from '../../support/temporary-folder.ts';
import { config } from '../../support/config-builders.ts';
import { digest, push, REPOSITORY } from '../../support/builders.ts';
import { deployment, namespaceObject } from '../../support/sandbox-workloads.ts';
import { ADMIN } from '../../support/control-plane/control-plane.ts';
import { controlPlane } from '../../support/control-plane/shared-control-plane.ts';
import { base64 } from '../../support/base64.ts';
import { createObject, deploymentImage } from './objects.ts';

const NAMESPACE = 'by-kubeconfig';
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;

/** Brings a push to what a kubeconfig leads to, as a configuration names it. */
async function updateBy(file: string): Promise<Report> {
  const { clusters, settings } = config(
    JSON.stringify({ clusters: [{ kubeconfig: file, namespaces: { include: [NAMESPACE] } }] }),
  );
  const sources = openClusters(clusters, { environment: process.env });
  const { signal } = new AbortController();
  // Later than the workloads were made.
  const pushed = push({ publishedAt: Date.now() + 60_000 });
  try {
    return await updateClusters(pushed, { settings, sources }, { signal });
  } finally {
    for (const source of sources) {
      const { clusters: found } = await source.find({ signal });
      for (const { transport } of found) transport.close();
    }
  }
}

function says({ clusters }: Report): string[] {
  return clusters.flatMap(({ updated, failed, faults }) => [
    ...updated.map(({ result }) => result),
    ...[...failed, ...faults].map(({ reason }) => reason),
  ]);
}

/** A kubeconfig for the real API server whose user is what the test makes of it. */
function written(folder: Folder, user: Readonly<Record<string, unknown>>): Promise<string> {
  const { url, ca } = controlPlane();
  return folder.write('config', kubeconfig({ server: url, 'certificate-authority-data': base64(ca) }, user));
}

describe('a real API server behind a kubeconfig', () => {
  before(() => createObject(controlPlane(), '/api/v1/namespaces', namespaceObject(NAMESPACE)));

  it('has its Deployment patched', async () => {
    await createObject(controlPlane(), DEPLOYMENTS, deployment(NAMESPACE, 'by-token', `${REPOSITORY}:v1`));
    const report = await updateBy(await controlPlane().writeKubeconfig(ADMIN));
    assert.deepEqual(says(report), ['updated']);
    assert.equal(
      await deploymentImage(controlPlane(), NAMESPACE, 'by-token'),
      `${REPOSITORY}:v1@${digest(1)}`,
    );
  });

  it('has its Deployment patched with the token of a plugin', () =>
    inFolder(async (folder) => {
      await createObject(controlPlane(), DEPLOYMENTS, deployment(NAMESPACE, 'by-plugin', `${REPOSITORY}:v1`));
      await folder.program('plugin', printing({ token: controlPlane().tokens[ADMIN] }));
      const report = await updateBy(await written(folder, { exec: { command: './plugin' } }));
      assert.deepEqual(says(report), ['updated']);
      assert.equal(
        await deploymentImage(controlPlane(), NAMESPACE, 'by-plugin'),
        `${REPOSITORY}:v1@${digest(1)}`,
      );
      assert.equal(await folder.runs('plugin'), 1);
    }));

  it('that does not accept the token says so, after the plugin was asked for another', () =>
    inFolder(async (folder) => {
      await folder.program('plugin', printing({ token: 'unknown' }));
      const report = await updateBy(await written(folder, { exec: { command: './plugin' } }));
      assert.deepEqual(new Set(says(report)), new Set(['Unauthorized']));
      assert.ok((await folder.runs('plugin')) > 1);
    }));
});
