/** What is in a cluster: every kind listed as a scan does it, counted, and nothing kept but a sample of each. */
import { asFault } from '../../core/fault.ts';
import type { Kind } from '../../core/kind.ts';
import { clusterFault, type ClusterFault } from '../../core/report.ts';
import { selects } from '../../core/settings.ts';
import type { Workload } from '../../core/workload.ts';
import type { Cluster } from '../cluster.ts';
import { WALL_CLOCK, type Clock } from '../http/clock.ts';
import type { Budget } from '../http/retry.ts';
import { listWorkloads } from '../list/list.ts';
import { namespacesToList } from '../scan.ts';
import type { WorkloadCount } from './inspection.ts';

export interface Inventory {
  /** In the order of the kinds; those of which no list came are left out. */
  readonly counts: readonly WorkloadCount[];
  /** The first workload of each kind in the namespaces that are looked at. */
  readonly samples: readonly Workload[];
  readonly milliseconds: number;
  readonly faults: readonly ListFault[];
}

/** A list that failed, or had oddities in it. */
export interface ListFault extends ClusterFault {
  readonly kind: Kind;
  readonly namespace: string | undefined;
}

interface Listed {
  readonly kind: Kind;
  readonly count?: number;
  readonly absent?: boolean;
  readonly sample: Workload | undefined;
  readonly faults: readonly ListFault[];
}

/** Never throws: a kind that cannot be listed is in `faults`. */
export async function inventoryOf(
  cluster: Cluster,
  kinds: readonly Kind[],
  budget: Budget,
  clock: Clock = WALL_CLOCK,
): Promise<Inventory> {
  const begun = clock.now();
  const namespaces = namespacesToList(cluster.namespaces);
  const lists = await Promise.all(
    kinds.flatMap((kind) => namespaces.map((namespace) => listOf(cluster, kind, namespace, budget))),
  );
  return {
    counts: kinds.flatMap((kind) =>
      countOf(
        kind,
        lists.filter((list) => list.kind === kind),
      ),
    ),
    samples: kinds.flatMap((kind) =>
      lists.flatMap((list) => (list.kind === kind ? (list.sample ?? []) : [])).slice(0, 1),
    ),
    milliseconds: clock.now() - begun,
    faults: lists.flatMap(({ faults }) => faults),
  };
}

async function listOf(
  { transport, namespaces }: Cluster,
  kind: Kind,
  namespace: string | undefined,
  budget: Budget,
): Promise<Listed> {
  const where = `list ${kind.plural}${namespace === undefined ? '' : ` in ${namespace}`}`;
  let sample: Workload | undefined;
  const wanted = (workload: Workload): boolean => {
    if (selects(namespaces, workload.namespace)) sample ??= workload;
    return false;
  };
  try {
    const options = { ...budget, ...(namespace === undefined ? {} : { namespace }), wanted };
    const { scanned, odd, oddities, absent } = await listWorkloads(transport, kind, options);
    const detail = `${odd} objects: ${oddities.join('; ')}`;
    const faults = odd === 0 ? [] : [{ kind, namespace, where, reason: 'InvalidObject', detail } as const];
    return { kind, count: scanned, absent, sample, faults };
  } catch (thrown) {
    return {
      kind,
      sample: undefined,
      faults: [{ kind, namespace, ...clusterFault(where, asFault(thrown)) }],
    };
  }
}

function countOf({ kind }: Kind, lists: readonly Listed[]): WorkloadCount[] {
  const counts = lists.flatMap(({ count }) => count ?? []);
  if (counts.length === 0) return [];
  const isAbsent = lists.every(({ absent }) => absent === true);
  const count = counts.reduce((sum, each) => sum + each, 0);
  return [{ kind, count, ...(isAbsent ? { absent: true } : {}) }];
}
