/** Scans a cluster for workloads that use a repository, all kinds concurrently. */
import { toUpdaterError, type UpdaterError } from '../core/errors/updater-error.ts';
import { clusterFault, type ClusterFault } from '../core/report/report.ts';
import type { Settings } from '../core/settings.ts';
import type { Workload } from '../core/workload/workload.ts';
import type { Cluster } from './cluster.ts';
import { listInto, type ListOptions } from './list/list-workloads.ts';
import { streamsLists } from './list/streaming-support.ts';
import { KeptWorkloads, type WorkloadSink } from './list/workload-gathering.ts';
import { listsToRead, invalidObjects, withoutRepeats } from './lists-to-read.ts';
import { retry } from '../async/retry.ts';
import type { Deadline } from '../async/deadline.ts';

export interface Scan {
  readonly workloads: readonly Workload[];
  /** The number of listed objects, whether they use the repository or not. */
  readonly scanned: number;
  /** Kinds that could not be listed, and invalid objects; errors of all lists are merged. */
  readonly faults: readonly ClusterFault[];
}

/** Which objects are parsed and which workloads are kept. Default: all. */
export interface ScanFilter extends Pick<ListOptions, 'mentions'> {
  readonly matches?: (workload: Workload) => boolean;
}

/** The matching workloads. Never throws, like {@link scanInto}. */
export async function scanFor(
  cluster: Cluster,
  settings: Settings,
  deadline: Deadline,
  { mentions, matches }: ScanFilter,
): Promise<Scan> {
  const open = (): KeptWorkloads => new KeptWorkloads(matches);
  const { sinks, ...rest } = await scanInto(cluster, settings, deadline, { mentions, open });
  return { workloads: sinks.flatMap(({ workloads }) => workloads), ...rest };
}

/** What is parsed of each list, and its sink. */
export interface SinkOptions<S> extends Pick<ScanFilter, 'mentions'> {
  readonly open: () => S;
}

/** The result of a scan, in addition to that of the sinks. */
export interface SinkScan<S> extends Pick<Scan, 'scanned' | 'faults'> {
  /** The lists that were read completely, in the order of the lists. */
  readonly sinks: readonly S[];
}

/**
 * Reads every list of a cluster, each into a sink of its own; objects that do not contain the text `mentions` are only
 * counted. Never throws: an error of a kind is in `faults` and does not affect other kinds.
 */
export async function scanInto<S extends WorkloadSink>(
  cluster: Cluster,
  settings: Settings,
  deadline: Deadline,
  { mentions, open }: SinkOptions<S>,
): Promise<SinkScan<S>> {
  const lists = listsToRead(settings, cluster);
  const outOfReach = checkReachable(cluster, deadline);
  const scans = await Promise.all(
    lists.map(async ({ kind, namespace, where }): Promise<SinkScan<S>> => {
      try {
        const fault = await outOfReach;
        if (fault !== undefined) throw fault;
        const options = { ...deadline, mentions, ...(namespace === undefined ? {} : { namespace }) };
        const listing = await listInto(cluster.transport, kind, open, options);
        return { sinks: [listing.sink], scanned: listing.scanned, faults: invalidObjects(where, listing) };
      } catch (thrown) {
        return { sinks: [], scanned: 0, faults: [clusterFault(where, toUpdaterError(thrown))] };
      }
    }),
  );
  const faults = scans.flatMap((each) => each.faults);
  return {
    sinks: scans.flatMap(({ sinks }) => sinks),
    scanned: scans.reduce((sum, { scanned }) => sum + scanned, 0),
    faults: withoutRepeats(faults, lists.length),
  };
}

/** A request that every list depends on is sent once, so that an unreachable cluster delays only once. */
async function checkReachable({ transport }: Cluster, deadline: Deadline): Promise<UpdaterError | undefined> {
  try {
    await retry(() => streamsLists(transport, deadline.signal), deadline);
    return undefined;
  } catch (thrown) {
    return toUpdaterError(thrown);
  }
}
