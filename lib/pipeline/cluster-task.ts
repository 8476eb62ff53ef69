/** A cluster task: one cluster's part of an event, from the fan-out topic. */
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

/** A push, and the delivery that brought it. */
export interface DeliveredPush {
  readonly push: Push;
  readonly delivery: Delivery;
}

/** Updates the cluster that the task names; a task that names none of the configuration's clusters is ignored. */
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

/** What running a task in some entries came to. */
interface EntriesResult {
  /** Missing where the cluster is behind none of them. */
  readonly done?: readonly ClusterReport[];
  /** Entries that could not be read, and may hold the cluster. */
  readonly unread: readonly ClusterReport[];
}

/**
 * Runs the task in the entry that it names, and where the cluster is not behind that, or not any more, in all others.
 * Undefined where the cluster is behind none; an entry that could not be read may yet have it, so its fault is the
 * report.
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
    // What was read before has tasks of its own, and is not repeated while the remainder cannot be read.
    if (isMeant(source) && remainder === true && unread.missing.length > 0)
      return { done: await update(unread), unread: [] };
    // By the name of the entry, all clusters behind it are meant.
    if (isMeant(source)) return { done: await update(found), unread: [] };
    const meant = selectFound(found, isMeant);
    if (meant.clusters.length + meant.missing.length > 0) return { done: await update(meant), unread: [] };
    // The part of the entry that could not be read may hold the cluster.
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
