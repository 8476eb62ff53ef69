/** Lists every kind in a cluster like a scan does, counts the objects, and keeps a sample of each kind. */
import { toUpdaterError } from '../../core/errors/updater-error.ts';
import type { Kind } from '../../core/workload/kind.ts';
import { clusterFault, type ClusterFault } from '../../core/report/report.ts';
import { selects } from '../../core/settings.ts';
import type { Workload } from '../../core/workload/workload.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { WALL_CLOCK, type Clock } from '../../async/clock.ts';
import type { Deadline } from '../../async/deadline.ts';
import { listWorkloads } from '../../kubernetes/list/list-workloads.ts';
import { invalidObjects, type ListToRead } from '../../kubernetes/lists-to-read.ts';
import type { WorkloadCount } from './inspection.ts';

export interface Inventory {
  /** In the order of the kinds, without kinds whose list failed. */
  readonly counts: readonly WorkloadCount[];
  /** The first workload of each kind in the included namespaces. */
  readonly samples: readonly Workload[];
  readonly milliseconds: number;
  readonly faults: readonly ListFault[];
}

/** A list that failed, or that contains invalid objects. */
export interface ListFault extends ClusterFault {
  readonly kind: Kind;
  readonly namespace: string | undefined;
}

interface ListedKind extends Pick<ListToRead, 'kind'> {
  readonly count?: number;
  readonly absent?: boolean;
  readonly sample?: Workload | undefined;
  readonly faults: readonly ListFault[];
}

/** Never throws: a list that fails is in `faults`. */
export async function readInventory(
  cluster: Cluster,
  lists: readonly ListToRead[],
  deadline: Deadline,
  clock: Clock = WALL_CLOCK,
): Promise<Inventory> {
  const begun = clock.now();
  const listed = await Promise.all(lists.map((list) => readList(list, cluster, deadline)));
  const byKind = [...Map.groupBy(listed, ({ kind }) => kind)];
  return {
    counts: byKind.flatMap(([kind, all]) => countKind(kind, all)),
    samples: byKind.flatMap(([, all]) => all.flatMap(({ sample }) => sample ?? []).slice(0, 1)),
    milliseconds: clock.now() - begun,
    faults: listed.flatMap(({ faults }) => faults),
  };
}

async function readList(
  list: ListToRead,
  { transport, namespaces }: Cluster,
  deadline: Deadline,
): Promise<ListedKind> {
  const { kind, namespace, where } = list;
  let sample: Workload | undefined;
  const takeSample = (workload: Workload): boolean => {
    if (selects(namespaces, workload.namespace)) sample ??= workload;
    return false;
  };
  const toListFaults = (faults: readonly ClusterFault[]): ListFault[] =>
    faults.map((fault) => ({ ...fault, kind, namespace }));
  try {
    const options = { ...deadline, ...(namespace === undefined ? {} : { namespace }), wanted: takeSample };
    const answer = await listWorkloads(transport, kind, options);
    const { scanned: count, absent } = answer;
    return { kind, count, absent, sample, faults: toListFaults(invalidObjects(where, answer)) };
  } catch (thrown) {
    return { kind, faults: toListFaults([clusterFault(where, toUpdaterError(thrown))]) };
  }
}

function countKind({ kind }: Kind, lists: readonly ListedKind[]): WorkloadCount[] {
  const counts = lists.flatMap(({ count }) => count ?? []);
  if (counts.length === 0) return [];
  const isAbsent = lists.every(({ absent }) => absent === true);
  const count = counts.reduce((sum, each) => sum + each, 0);
  return [{ kind, count, ...(isAbsent ? { absent: true } : {}) }];
}
