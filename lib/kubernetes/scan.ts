/** Scan: every workload of a cluster that uses a repository, all kinds at once. */
import { asFault } from '../core/fault.ts';
import { usesRepository } from '../core/use.ts';
import { clusterFault, type ClusterFault } from '../core/report.ts';
import { lastSegment, type Repository } from '../core/repository.ts';
import type { NamespaceSelection, Settings } from '../core/settings.ts';
import type { Workload } from '../core/workload.ts';
import type { Cluster } from './cluster.ts';
import { listWorkloads, type WorkloadList } from './list/list.ts';
import type { Budget } from './http/retry.ts';

export interface Scan {
  readonly workloads: readonly Workload[];
  /** Objects that were listed, whether they use the repository or not. */
  readonly scanned: number;
  /** Kinds that could not be listed, and objects that could not be read. */
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
  const scans = await Promise.all(
    lists.map(async ({ kind, namespace }) => {
      const where = `list ${kind.plural}${namespace === undefined ? '' : ` in ${namespace}`}`;
      try {
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
    faults: scans.flatMap(({ faults }) => faults),
  };
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
