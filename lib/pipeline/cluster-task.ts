/** Processes a cluster task: the part of an event for one cluster, from the fan-out topic. */
import type { Deadline } from '../async/deadline.ts';
import { attributeName, type ClusterTask } from '../core/event/cluster-task-message.ts';
import type { Delivery } from '../core/event/delivery.ts';
import type { Push } from '../core/event/push.ts';
import type { EventResult } from '../core/report/event-result.ts';
import type { ClusterReport } from '../core/report/report.ts';
import { printable } from '../core/text/printable.ts';
import type { ClusterSource, FoundClusters } from '../kubernetes/cluster.ts';
import type { UpdateContext } from './context.ts';
import { reportNotFound, startUpdateRun, type UpdateRun } from './update-clusters.ts';

/** A push, and its delivery. */
export interface DeliveredPush {
  readonly push: Push;
  readonly delivery: Delivery;
}

/** Updates the cluster of the task; a task for a cluster that is not in the configuration is ignored. */
export async function processClusterTask(
  task: ClusterTask,
  { push, delivery }: DeliveredPush,
  context: UpdateContext,
  deadline: Deadline,
): Promise<EventResult> {
  const clusters = await runClusterTask(task, context.sources, startUpdateRun(push, context, deadline));
  return clusters === undefined
    ? { status: 'ignored', delivery, reason: 'UnknownCluster', detail: printable(task.cluster) }
    : { status: 'completed', delivery, report: { push, clusters } };
}

/** The result of a task in some entries. */
interface EntriesResult {
  /** Undefined if the cluster belongs to none of them. */
  readonly done?: readonly ClusterReport[];
  /** Entries that could not be read, and may contain the cluster. */
  readonly unread: readonly ClusterReport[];
}

/**
 * Runs the task in the entry that it names or, if the entry does not contain the cluster, in all others. Undefined if no
 * entry contains it; an entry that could not be read may contain it, so its error is the report.
 */
async function runClusterTask(
  task: ClusterTask,
  sources: readonly ClusterSource[],
  run: UpdateRun,
): Promise<readonly ClusterReport[] | undefined> {
  const isNamed = ({ name }: ClusterSource): boolean => attributeName(name) === task.entry;
  const named = await runInEntries(sources.filter(isNamed), task, run);
  if (named.done !== undefined) return named.done;
  const others = await runInEntries(
    sources.filter((source) => !isNamed(source)),
    task,
    run,
  );
  const unread = [...named.unread, ...others.unread];
  return others.done ?? (unread.length > 0 ? unread : undefined);
}

async function runInEntries(
  sources: readonly ClusterSource[],
  task: ClusterTask,
  run: UpdateRun,
): Promise<EntriesResult> {
  const results = await Promise.all(sources.map((source) => runInEntry(source, task, run)));
  const done = results.flatMap((each) => (each.done === undefined ? [] : [each.done]));
  return {
    ...(done.length > 0 && { done: done.flat() }),
    unread: results.flatMap(({ unread }) => unread),
  };
}

async function runInEntry(
  source: ClusterSource,
  { cluster, remainder }: ClusterTask,
  { find, update }: UpdateRun,
): Promise<EntriesResult> {
  try {
    const found = await find(source);
    const isMeant = ({ name }: { readonly name: string }): boolean => attributeName(name) === cluster;
    const unread = selectFound({ clusters: [], missing: found.missing }, ({ name }) => name === source.name);
    // Clusters that were found at the fan-out have tasks of their own, and are not repeated while the remainder cannot be read.
    if (isMeant(source) && remainder === true && unread.missing.length > 0)
      return { done: await update(unread), unread: [] };
    // The name of the entry means all its clusters.
    if (isMeant(source)) return { done: await update(found), unread: [] };
    const meant = selectFound(found, isMeant);
    if (meant.clusters.length + meant.missing.length > 0) return { done: await update(meant), unread: [] };
    // The part of the entry that could not be read may contain the cluster.
    return { unread: await update(unread) };
  } catch (thrown) {
    return { unread: [reportNotFound(source.name, thrown)] };
  }
}

function selectFound(
  { clusters, missing }: FoundClusters,
  isMeant: (each: { readonly name: string }) => boolean,
): FoundClusters {
  return { clusters: clusters.filter(isMeant), missing: missing.filter(isMeant) };
}
