/** The project: `scan.js <server> <repository>` scans a cluster for one image and decides. */
import { parseConfig } from '../../../lib/config/parse-config.ts';
import { joinLists } from '../../../lib/core/plan/cluster-plan.ts';
import { PlanMemory } from '../../../lib/core/plan/plan-memory.ts';
import { AnnotationPolicies } from '../../../lib/core/policy/annotation-policies.ts';
import { lastSegment } from '../../../lib/core/names/repository.ts';
import { TIME_LIMITS, deadlineWithin } from '../../../lib/async/deadline.ts';
import type { Cluster } from '../../../lib/kubernetes/cluster.ts';
import { PlanSink } from '../../../lib/kubernetes/plan-sink.ts';
import { scanInto } from '../../../lib/kubernetes/scan.ts';
import { openTransport } from '../../../lib/kubernetes/client/transport.ts';
import { DIGEST, TAG } from '../../support/measured-deployments.ts';
import { answering } from './answering.ts';
import { repeated } from './repeated.ts';

const [server = '', repository = ''] = process.argv.slice(2);
const parsed = parseConfig(
  `{ clusters: [{ name: bench, server: '${server}' }], limits: { workloadsPerNamespace: 1000000, workloadsPerCluster: 1000000 } }`,
);
if ('complaints' in parsed) throw new Error('the configuration of the bench is wrong');
const { settings, clusters } = parsed.config;
const [entry] = clusters;
if (entry === undefined) throw new Error('there is no cluster');
const cluster = { ...entry, transport: openTransport({ server: new URL(server) }) };

/** Gives the number of workloads that the push would change. */
async function plan(on: Cluster): Promise<number> {
  const push = { repository, tag: TAG, digest: DIGEST, publishedAt: Date.now(), id: '1' };
  const deadline = deadlineWithin(TIME_LIMITS.cluster, { signal: new AbortController().signal });
  const planning = {
    push,
    cluster: on,
    settings,
    policies: new AnnotationPolicies(),
    memory: new PlanMemory(),
  };
  const open = (): PlanSink => new PlanSink(planning);
  const { sinks, faults } = await scanInto(on, settings, deadline, {
    mentions: lastSegment(repository),
    open,
  });
  if (faults.length > 0) throw new Error(faults.map(({ detail }) => detail).join('; '));
  const lists = sinks.map((sink) => sink.plan);
  return joinLists(lists, planning).plans.length;
}

answering(
  '',
  repeated(() => plan(cluster)),
);
