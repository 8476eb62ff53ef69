import assert from 'node:assert/strict';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import type { ClusterReport } from '../../lib/core/report/report.ts';
import { push } from '../support/builders.ts';
import { config, MINIMAL } from '../support/config-builders.ts';
import { onSandbox } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const MARKS =
  'gitOps: [{ tool: kapp-controller, on: label, key: kapp.k14s.io/app }, ' +
  '{ tool: Rancher Fleet, on: annotation, key: objectset.rio.cattle.io/id }]';

const ROWS = [
  ['Deployment', 'kapp-controller', { labels: { 'kapp.k14s.io/app': '1' } }],
  ['StatefulSet', 'Rancher Fleet', { annotations: { 'objectset.rio.cattle.io/id': 'a' } }],
  ['CronJob', 'Rancher Fleet', { annotations: { 'objectset.rio.cattle.io/id': '' } }],
] as const;

function report(kind: string, metadata: object, yaml = ''): Promise<ClusterReport> {
  const { settings } = config(MINIMAL + yaml);
  return onSandbox({ objects: [{ kind, metadata }] }, ({ cluster }) =>
    updateCluster(push(), cluster, { settings, budget: { signal } }),
  );
}

describe('marks of GitOps tools that the configuration adds', () => {
  for (const [kind, tool, metadata] of ROWS) {
    it(`leave a ${kind} of ${tool} alone, with the name of the tool`, async () => {
      const { updated, skipped } = await report(kind, metadata, MARKS);
      assert.deepEqual(updated, []);
      assert.deepEqual(
        skipped.flatMap(({ reason, examples }) => examples.map(({ detail }) => [reason, detail])),
        [['GitOpsOwned', tool]],
      );
    });

    it(`say nothing of a ${kind} whose policy annotation asks for pushes`, async () => {
      const annotations = 'annotations' in metadata ? metadata.annotations : {};
      const asking = { ...metadata, annotations: { ...annotations, 'image-updater/policy': 'same-tag' } };
      assert.equal((await report(kind, asking, MARKS)).updated.length, 1);
    });

    it(`are none for a ${kind} of ${tool} without them`, async () =>
      assert.equal((await report(kind, metadata)).updated.length, 1));
  }
});
