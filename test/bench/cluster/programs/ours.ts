import { updateClusters } from '../../../../lib/pipeline/update-clusters.ts';
import { DIGEST, deploymentRepository, TAG } from '../../../support/measured-deployments.ts';
import { updaterFor } from './updater.ts';

const [mode = '', connection = '', image = ''] = process.argv.slice(2);
const push = {
  repository: deploymentRepository(image),
  tag: TAG,
  digest: DIGEST,
  publishedAt: Date.now(),
  id: '1',
};
const { clusters } = await updateClusters(push, updaterFor(mode, connection), {
  signal: new AbortController().signal,
});
for (const { failed, faults } of clusters) {
  for (const { detail } of [...failed, ...faults]) throw new Error(detail);
}
process.stdout.write(String(clusters.flatMap(({ updated }) => updated).length));
process.exit();
