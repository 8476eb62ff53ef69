/** Ours: `scan.js <server> <repository>` scans a cluster for one image and decides. */
import { openClusters } from '../../../lib/clusters/open.ts';
import { parseConfig } from '../../../lib/config/parse-config.ts';
import { planCluster } from '../../../lib/core/plan.ts';
import { BUDGETS, budgetOf } from '../../../lib/kubernetes/budget.ts';
import { scan } from '../../../lib/kubernetes/scan.ts';
import { DIGEST, TAG } from '../deployments.ts';
import { answering } from './answering.ts';
import { MEMORY } from './memory.ts';

const [server, repository = ''] = process.argv.slice(2);
const parsed = parseConfig(
  `{ clusters: [{ name: bench, server: '${server}' }], limits: { updatesPerCluster: 1000000 } }`,
);
if ('complaints' in parsed) throw new Error('the configuration of the bench is wrong');
const { settings, clusters } = parsed.config;
const [cluster] = openClusters(clusters);
if (cluster === undefined) throw new Error('there is no cluster');
let found = 0;

answering('', {
  ...MEMORY,
  /** Milliseconds from the push to the plan. */
  run: async () => {
    const push = { repository, tag: TAG, digest: DIGEST, publishedAt: Date.now(), id: '1' };
    const begin = performance.now();
    const budget = budgetOf(BUDGETS.cluster, { signal: new AbortController().signal });
    const { workloads, faults } = await scan(cluster, repository, settings, budget);
    const plans = planCluster(push, cluster, workloads, settings);
    const took = performance.now() - begin;
    if (faults.length > 0) throw new Error(faults.map(({ detail }) => detail).join('; '));
    found = plans.filter(({ changes }) => changes.length > 0).length;
    return took;
  },
  /** Workloads that the last run would change. */
  found: () => found,
});
