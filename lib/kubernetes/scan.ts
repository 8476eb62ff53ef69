/** Scan: every workload of a cluster that uses a repository, all kinds at once. */
import { asFault, type Fault } from '../core/fault.ts';
import { usesRepository } from '../core/use.ts';
import { clusterFault, type ClusterFault } from '../core/report.ts';
import { lastSegment, type Repository } from '../core/repository.ts';
import type { NamespaceSelection, Settings } from '../core/settings.ts';
import type { Workload } from '../core/workload.ts';
import type { Cluster } from './cluster.ts';
import { listWorkloads, type WorkloadList } from './list/list.ts';
import { streamsLists } from './list/server-version.ts';
import { retrying, type Budget } from './http/retry.ts';

export interface Scan {
  readonly workloads: readonly Workload[];
  /** Objects that were listed, whether they use the repository or not. */
  readonly scanned: number;
  /** Kinds that could not be listed, and objects that could not be read; what is wrong with all of them stands once. */
  readonly faults: readonly ClusterFault[];
}

/** Never throws: what goes wrong with one kind is in `faults` and hides nothing of the others. */
export async function scan(
  cluster: Cluster,
  repository: Repository,
  settings: Settings,
  budget: Budget,
): Promise<Scan> {
  const lists = settings.kinds.flatMap((kind) =>
    namespacesToList(cluster.namespaces).map((namespace) => ({ kind, namespace })),
  );
  const outOfReach = whyOutOfReach(cluster, budget);
  const scans = await Promise.all(
    lists.map(async ({ kind, namespace }) => {
      const where = `list ${kind.plural}${namespace === undefined ? '' : ` in ${namespace}`}`;
      try {
        const fault = await outOfReach;
        if (fault !== undefined) throw fault;
        return scanOf(
          where,
          await listWorkloads(cluster.transport, kind, optionsOf(repository, settings, budget, namespace)),
        );
      } catch (thrown) {
        return failedScan(where, thrown);
      }
    }),
  );
  return {
    workloads: scans.flatMap(({ workloads }) => workloads),
    scanned: scans.reduce((sum, { scanned }) => sum + scanned, 0),
    faults: inOne(
      scans.flatMap(({ faults }) => faults),
      lists.length,
    ),
  };
}

/** What every list has to know first is asked by one: a cluster that is not there is waited for once. */
async function whyOutOfReach({ transport }: Cluster, budget: Budget): Promise<Fault | undefined> {
  try {
    await retrying(() => streamsLists(transport, budget.signal), budget);
    return undefined;
  } catch (thrown) {
    return asFault(thrown);
  }
}

/** Reasons that are about one list; all others are about the cluster, or the way to it. */
const OF_ONE_LIST: ReadonlySet<ClusterFault['reason']> = new Set([
  'Forbidden',
  'Refused',
  'ServerError',
  'CutStream',
  'InvalidObject',
  'Unexpected',
]);

/** Says once what is wrong with a cluster, where it is wrong with several of its `count` lists. */
function inOne(faults: readonly ClusterFault[], count: number): ClusterFault[] {
  const groups = Map.groupBy(faults, ({ reason }, place) => (OF_ONE_LIST.has(reason) ? place : reason));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const isAll = others.length + 1 === count;
    return { ...first, where: isAll ? 'list workloads' : `${first.where} and ${others.length} more lists` };
  });
}

/** A list of namespaces without globs is read one by one, so that RoleBindings suffice; `undefined` is all of them. */
export function namespacesToList({ include }: NamespaceSelection): readonly (string | undefined)[] {
  const names = include.map(({ literal }) => literal);
  return names.includes(undefined) ? [undefined] : [...new Set(names)];
}

function optionsOf(
  repository: Repository,
  settings: Settings,
  budget: Budget,
  namespace: string | undefined,
) {
  return {
    ...budget,
    ...(namespace === undefined ? {} : { namespace }),
    mentions: lastSegment(repository),
    wanted: (workload: Workload) => usesRepository(workload, repository, settings),
  };
}

function scanOf(where: string, { workloads, scanned, odd, oddities }: WorkloadList): Scan {
  const detail = `${odd} objects: ${oddities.join('; ')}`;
  return { workloads, scanned, faults: odd === 0 ? [] : [{ where, reason: 'InvalidObject', detail }] };
}

function failedScan(where: string, thrown: unknown): Scan {
  return { workloads: [], scanned: 0, faults: [clusterFault(where, asFault(thrown))] };
}
