/** Scan: every workload of a cluster that uses a repository, all kinds at once. */
import { asFault, type Fault } from '../core/fault.ts';
import { usesRepository } from '../core/use.ts';
import { clusterFault, type ClusterFault } from '../core/report.ts';
import { lastSegment, type Repository } from '../core/repository.ts';
import type { Settings } from '../core/settings.ts';
import type { Workload } from '../core/workload.ts';
import type { Cluster } from './cluster.ts';
import { listWorkloads, type ListOptions, type WorkloadList } from './list/list.ts';
import { streamsLists } from './list/server-version.ts';
import { listsOf, oddObjects, saidOnce } from './lists.ts';
import { retrying, type Budget } from './http/retry.ts';

export interface Scan {
  readonly workloads: readonly Workload[];
  /** Objects that were listed, whether they use the repository or not. */
  readonly scanned: number;
  /** Kinds that could not be listed, and objects that could not be read; what is wrong with all of them stands once. */
  readonly faults: readonly ClusterFault[];
}

/** Which objects are read and which workloads kept; all where it says nothing. */
export type Wanted = Pick<ListOptions, 'mentions' | 'wanted'>;

/** Every workload that uses the repository. Never throws, as {@link scanFor}. */
export function scan(
  cluster: Cluster,
  repository: Repository,
  settings: Settings,
  budget: Budget,
): Promise<Scan> {
  const wanted = (workload: Workload): boolean => usesRepository(workload, repository, settings);
  return scanFor(cluster, settings, budget, { mentions: lastSegment(repository), wanted });
}

/** Never throws: what goes wrong with one kind is in `faults` and hides nothing of the others. */
export async function scanFor(
  cluster: Cluster,
  settings: Settings,
  budget: Budget,
  filter: Wanted,
): Promise<Scan> {
  const lists = listsOf(settings, cluster);
  const outOfReach = whyOutOfReach(cluster, budget);
  const scans = await Promise.all(
    lists.map(async ({ kind, namespace, where }) => {
      try {
        const fault = await outOfReach;
        if (fault !== undefined) throw fault;
        const options = { ...budget, ...filter, ...(namespace === undefined ? {} : { namespace }) };
        return scanOf(where, await listWorkloads(cluster.transport, kind, options));
      } catch (thrown) {
        return failedScan(where, thrown);
      }
    }),
  );
  const faults = scans.flatMap((each) => each.faults);
  return {
    workloads: scans.flatMap(({ workloads }) => workloads),
    scanned: scans.reduce((sum, { scanned }) => sum + scanned, 0),
    faults: saidOnce(faults, lists.length),
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

function scanOf(where: string, list: WorkloadList): Scan {
  return { workloads: list.workloads, scanned: list.scanned, faults: oddObjects(where, list) };
}

function failedScan(where: string, thrown: unknown): Scan {
  return { workloads: [], scanned: 0, faults: [clusterFault(where, asFault(thrown))] };
}
