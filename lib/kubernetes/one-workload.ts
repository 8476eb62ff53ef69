/** The two requests about one workload: its patch, and reading it again. */
import { Fault } from '../core/errors/fault.ts';
import { printable } from '../core/text/printable.ts';
import { collectionPath } from '../core/workload/kind.ts';
import { patchOf, type JsonPatch } from '../core/plan/patch.ts';
import type { WorkloadPlan } from '../core/plan/plan.ts';
import { parseWorkload, type Workload } from '../core/workload/workload.ts';
import type { Answer } from './client/response.ts';
import { isApiStatus, isDenial } from './client/api-status.ts';
import { WALL_CLOCK, type Clock } from '../async/clock.ts';
import type { Cluster } from './cluster.ts';
import { retrying, type Budget } from '../async/retry.ts';
import { faultOf, unlessPassing } from './client/status.ts';
import type { Request } from './client/transport.ts';
import type { Turn } from './turns.ts';

/** What its path is made of. */
type ObjectName = Pick<Workload, 'kind' | 'namespace' | 'name'>;

/** How requests are sent. */
export interface Sending {
  readonly cluster: Cluster;
  readonly budget: Budget;
  /** The API server goes all the way, admission included, and stores nothing. */
  readonly dryRun?: boolean;
  readonly clock?: Clock;
  /** Tries and retries stand in one queue, so none waits for another's retries. */
  readonly turn?: Turn;
}

/**
 * Sends the patch of a plan; what may pass in a moment is tried again.
 * @throws Fault as the transport does; `Throttled` or `ServerError` where that lasts.
 */
export function sendPatch(plan: WorkloadPlan, sending: Sending): Promise<Answer> {
  const { clock = WALL_CLOCK } = sending;
  const now = clock.now();
  return sendMade(plan.workload, () => patchOf(plan, now), sending);
}

/** Sends any patch of one workload, as {@link sendPatch} does. */
export function sendOperations(workload: Workload, patch: JsonPatch, sending: Sending): Promise<Answer> {
  return sendMade(workload, () => patch, sending);
}

/** A body is larger than its plan, so it is made when it is its turn. */
function sendMade(workload: Workload, patch: () => JsonPatch, sending: Sending): Promise<Answer> {
  const { budget, dryRun = false } = sending;
  return send(sending, () => ({
    method: 'PATCH',
    path: pathOf(workload),
    query: { fieldManager: 'image-updater', ...(dryRun ? { dryRun: 'All' } : {}) },
    contentType: 'application/json-patch+json',
    body: JSON.stringify(patch()),
    signal: budget.signal,
  }));
}

/**
 * The workload as it is now; undefined where the API server says that it is gone. A sign-in page or a cache may answer 200
 * with something else: taken for the workload it would lose an update, or write another one.
 * @throws Fault as {@link sendPatch}; `Forbidden`, `Refused` or `UnexpectedAnswer` for other answers.
 */
export async function readWorkload(workload: ObjectName, sending: Sending): Promise<Workload | undefined> {
  const { signal } = sending.budget;
  const answer = await send(sending, () => ({ method: 'GET', path: pathOf(workload), signal }));
  if (isGone(answer)) return undefined;
  if (answer.status !== 200) throw faultOf(answer);
  const current = parseWorkload(workload.kind, answer.body);
  if (current?.name === workload.name && current.namespace === workload.namespace) return current;
  throw new Fault(
    'UnexpectedAnswer',
    `${answer.request}: expected the ${workload.kind.kind} ${printable(workload.namespace)}/${printable(workload.name)}, got ${current === undefined ? 'no such object' : `${printable(current.namespace)}/${printable(current.name)}`}`,
  );
}

/**
 * Whether there is no such workload any more, or no such namespace. Only the API server can tell, and it does so by a
 * Status. A webhook may deny a patch with the same codes.
 */
export function isGone({ status, body }: Answer): boolean {
  return (status === 404 || status === 410) && isApiStatus(body) && !isDenial(body);
}

/** Its path in the API, percent-encoded. */
export function pathOf({ kind, namespace, name }: ObjectName): string {
  return `${collectionPath(kind, encodeURIComponent(namespace))}/${encodeURIComponent(name)}`;
}

function send(
  { cluster, budget, clock = WALL_CLOCK, turn = atOnce }: Sending,
  request: () => Request,
): Promise<Answer> {
  const once = (): Promise<Answer> => turn(() => cluster.transport.json(request()));
  return retrying(async () => unlessPassing(await once()), { ...budget, clock });
}

/** Without turns. */
export function atOnce<T>(request: () => Promise<T>): Promise<T> {
  return request();
}
