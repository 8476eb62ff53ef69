/**
 * Fan-out: an event for several clusters becomes a cluster task for each (`cluster-task.ts`). Each task is retried and
 * dead-lettered on its own, so a broken cluster repeats nothing in the others. The end state is the same as without fan-out,
 * in any order of tasks: lib/decisions/no-ordering-keys.md.
 */
import { TIME_LIMITS, deadlineWithin, type Deadline } from '../async/deadline.ts';
import { limiterWithPatience } from '../async/limiter.ts';
import { attributeName, clusterTaskMessage, type ClusterTask } from '../core/event/cluster-task-message.ts';
import type { Destination, OutgoingMessage, Published } from '../core/event/message.ts';
import { requestedIn } from '../core/event/push-request.ts';
import { firstTopic } from '../core/event/topic-trust.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { FannedOut } from '../core/report/event-result.ts';
import type { ClusterSource, MissingCluster } from '../kubernetes/cluster.ts';
import type { DeliveredPush } from './cluster-task.ts';
import type { App, UpdateContext } from './context.ts';

/** Time limit for finding the clusters of an entry, in milliseconds: the tasks of all others wait for it. */
const FIND_MS = 15_000;

/**
 * Publishes a task for each cluster. Undefined if the event has to be processed in place: without a topic for tasks, or with
 * fewer than two clusters. Throws a transient UpdaterError if a task was not published: the event is then redelivered as a
 * whole, because the task is lost otherwise.
 */
export async function fanOutEvent(
  { push, delivery }: DeliveredPush,
  app: App,
  deadline: Deadline,
): Promise<FannedOut | undefined> {
  if (app.fanOut === undefined) return undefined;
  const tasks = await planFanOut(app, deadline);
  if (tasks.length < 2) return undefined;
  const first = firstTopic(delivery, app.settings);
  const requested = requestedIn(delivery, app.settings);
  const messages = tasks.map((task) => clusterTaskMessage(task, delivery, first, requested));
  await publishAll(messages, app.fanOut, deadline.signal);
  return { status: 'fanned-out', delivery, push, tasks };
}

/**
 * The tasks of an event at this moment: one for each cluster of an entry, also for one that cannot be updated now, and one for
 * an entry whose clusters are not all known. That task finds the clusters later; it is limited to the remainder if the others
 * have tasks of their own.
 */
export async function planFanOut(
  { sources, timeLimits = TIME_LIMITS, concurrency }: UpdateContext,
  deadline: Deadline,
): Promise<readonly ClusterTask[]> {
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const findMs = Math.min(FIND_MS, timeLimits.cluster);
  const tasks = await Promise.all(
    sources.map((source) => limit(() => tasksForEntry(source, deadlineWithin(findMs, deadline)))),
  );
  return tasks.flat();
}

async function tasksForEntry(source: ClusterSource, deadline: Deadline): Promise<readonly ClusterTask[]> {
  const entry = attributeName(source.name);
  const { names, isComplete } = await clustersBehind(source, deadline);
  const tasks = [...new Set(names.map(attributeName))].map((cluster) => ({ cluster, entry }));
  if (isComplete) return tasks;
  return [...tasks, { cluster: entry, entry, ...(tasks.length > 0 && { remainder: true }) }];
}

/** The clusters that are known by name, and whether they are all clusters of the entry. */
async function clustersBehind(
  source: ClusterSource,
  deadline: Deadline,
): Promise<{ readonly names: readonly string[]; readonly isComplete: boolean }> {
  try {
    const { clusters, missing } = await source.find(deadline);
    const named = missing.filter((each) => !isUnread(source, each));
    return {
      names: [...clusters, ...named].map(({ name }) => name),
      isComplete: named.length === missing.length,
    };
  } catch {
    return { names: [], isComplete: false };
  }
}

/** Whether a part of the entry could not be read, instead of a cluster. */
function isUnread(source: ClusterSource, { name }: MissingCluster): boolean {
  return name === source.name;
}

async function publishAll(
  messages: readonly OutgoingMessage[],
  { topic, publish }: Destination,
  signal: AbortSignal,
): Promise<void> {
  const published = await publish(topic, messages, signal);
  for (const index of messages.keys()) requirePublished(published[index]);
}

function requirePublished(published: Published | undefined): void {
  if (published === undefined)
    throw new UpdaterError('Unexpected', 'expected a result for each cluster task, got none for one');
  if ('id' in published) return;
  const { fault } = published;
  throw fault.transient ? fault : new UpdaterError('Unexpected', fault.message, { cause: fault });
}
