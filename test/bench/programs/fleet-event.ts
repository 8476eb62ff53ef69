/** One event over many clusters, at once or each alone: `fleet-event.js <server>,<server>,…`. It observes. */
import { parseConfig } from '../../../lib/config/parse-config.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { ClusterSource } from '../../../lib/kubernetes/cluster.ts';
import { openTransport } from '../../../lib/kubernetes/client/transport.ts';
import { updateClusters } from '../../../lib/pipeline/update-clusters.ts';
import { DIGEST, IMAGES, deploymentRepository, TAG } from '../../support/measured-deployments.ts';
import { answering } from './answering.ts';
import { MEMORY } from './memory.ts';
import { alwaysThere } from '../../support/always-there.ts';

const [servers = ''] = process.argv.slice(2);
const entries = servers.split(',').map((server, index) => `{ name: c${index}, server: '${server}' }`);
const parsed = parseConfig(`{ mode: observe, clusters: [${entries.join(', ')}] }`);
if ('complaints' in parsed) throw new Error('the configuration of the bench is wrong');
const { settings, clusters } = parsed.config;
const sources = clusters.flatMap(({ source, ...entry }) =>
  source.type === 'server'
    ? [alwaysThere({ ...entry, transport: openTransport({ server: source.server }) })]
    : [],
);
const push: Push = {
  repository: deploymentRepository(IMAGES[0]),
  tag: TAG,
  digest: DIGEST,
  publishedAt: Date.now(),
  id: '1',
};

interface Spent {
  readonly time: number;
  readonly processor: number;
}

let spent: readonly Spent[] = [];
let found = 0;

async function event(among: readonly ClusterSource[]): Promise<Spent> {
  const used = process.cpuUsage();
  const begin = performance.now();
  const report = await updateClusters(
    push,
    { settings, sources: among },
    { signal: new AbortController().signal },
  );
  const time = performance.now() - begin;
  const { user, system } = process.cpuUsage(used);
  if (report.clusters.some(({ faults }) => faults.length > 0)) throw new Error('a cluster failed');
  found += report.clusters.reduce((sum, { updated }) => sum + updated.length, 0);
  return { time, processor: (user + system) / 1000 };
}

answering('', {
  ...MEMORY,
  /** All clusters in one event; gives the time it took, in ms. */
  together: async () => {
    found = 0;
    spent = [await event(sources)];
    return spent.reduce((sum, { time }) => sum + time, 0);
  },
  /** One event for each cluster, one after the other; gives the time of the longest, in ms. */
  alone: async () => {
    found = 0;
    const each: Spent[] = [];
    for (const source of sources) each.push(await event([source]));
    spent = each;
    return Math.max(...each.map(({ time }) => time));
  },
  /** Of what was asked last: the processor time, all together, in ms. */
  processor: () => spent.reduce((sum, { processor }) => sum + processor, 0),
  /** Of what was asked last: containers that would be updated. */
  found: () => found,
});
