/** The two requests about one workload: its patch, and reading it again. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import { FIELD_MANAGER, readImageTimes, readOwnImages } from '../core/workload/image-times.ts';
import { collectionPath } from '../core/workload/kind.ts';
import { updatePatch, type JsonPatch } from '../core/plan/update-patch.ts';
import type { WorkloadPlan } from '../core/plan/plan.ts';
import { parseWorkload, type Workload } from '../core/workload/workload.ts';
import type { ApiResponse } from './client/api-response.ts';
import { isApiStatus, isDenial } from './client/api-status.ts';
import { WALL_CLOCK, type Clock } from '../async/clock.ts';
import type { Cluster } from './cluster.ts';
import { retry } from '../async/retry.ts';
import { deadlineExceeded, type Deadline } from '../async/deadline.ts';
import { responseError, throwIfRetryable } from './client/response-error.ts';
import type { ApiRequest } from './client/transport.ts';
import { unlessStopped, type Turn } from './request-turns.ts';

/** What its path is made of. */
type ObjectName = Pick<Workload, 'kind' | 'namespace' | 'name'>;

/** How requests are sent. */
export interface SendOptions {
  readonly cluster: Cluster;
  readonly budget: Deadline;
  /** The API server goes all the way, admission included, and stores nothing. */
  readonly dryRun?: boolean;
  readonly clock?: Clock;
  /** Tries and retries stand in one queue, so none waits for another's retries. */
  readonly turn?: Turn;
  /** Once it aborts no plan is begun to be written, and no request is tried again. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Sends the patch of a plan; what may pass in a moment is tried again.
 * @throws UpdaterError as the transport does; `Throttled` or `ServerError` where that lasts; `Interrupted` where it was
 * stopped before the first try.
 */
export function sendPatch(plan: WorkloadPlan, sending: SendOptions): Promise<ApiResponse> {
  const { clock = WALL_CLOCK, turn = atOnce, stop } = sending;
  const now = clock.now();
  const begun = { ...sending, turn: unlessStopped(turn, stop) };
  return sendOperations(plan.workload, () => updatePatch(plan, now), begun);
}

/** Sends any patch of one workload. A body is larger than what it is made of, so it is made when it is its turn. */
export function sendOperations(
  workload: Workload,
  patch: () => JsonPatch,
  sending: SendOptions,
): Promise<ApiResponse> {
  const { budget, dryRun = false } = sending;
  const path = workloadPath(workload);
  return send(sending, () => {
    // It may have waited for its turn.
    if (budget.signal.aborted) throw deadlineExceeded(`PATCH ${path}`, budget.signal);
    return {
      method: 'PATCH',
      path,
      query: { fieldManager: FIELD_MANAGER, ...(dryRun ? { dryRun: 'All' } : {}) },
      contentType: 'application/json-patch+json',
      body: JSON.stringify(patch()),
      signal: budget.finish ?? budget.signal,
    };
  });
}

/**
 * The workload as it is now, with who wrote its images and when; undefined where the API server says that it is gone. A
 * sign-in page or a cache may answer 200 with something else: taken for the workload it would lose an update, or write
 * another one.
 * @throws UpdaterError as {@link sendPatch}; `Forbidden`, `Refused` or `UnexpectedAnswer` for other answers.
 */
export async function readWorkload(
  workload: ObjectName,
  sending: SendOptions,
): Promise<Workload | undefined> {
  const { signal } = sending.budget;
  const response = await send(sending, () => ({ method: 'GET', path: workloadPath(workload), signal }));
  if (isGone(response)) return undefined;
  if (response.status !== 200) throw responseError(response);
  const current = parseWorkload(workload.kind, response.body);
  if (current?.name === workload.name && current.namespace === workload.namespace)
    return {
      ...current,
      imageTimes: readImageTimes(current, response.body),
      ownImages: readOwnImages(current, response.body),
    };
  throw new UpdaterError(
    'UnexpectedAnswer',
    `${response.request}: expected the ${workload.kind.kind} ${printable(workload.namespace)}/${printable(workload.name)}, got ${current === undefined ? 'no such object' : `${printable(current.namespace)}/${printable(current.name)}`}`,
  );
}

/**
 * Whether there is no such workload any more, or no such namespace. Only the API server can tell, and it does so by a
 * Status. A webhook may deny a patch with the same codes.
 */
export function isGone({ status, body }: ApiResponse): boolean {
  return (status === 404 || status === 410) && isApiStatus(body) && !isDenial(body);
}

/** Its path in the API, percent-encoded. */
export function workloadPath({ kind, namespace, name }: ObjectName): string {
  return `${collectionPath(kind, encodeURIComponent(namespace))}/${encodeURIComponent(name)}`;
}

function send(
  { cluster, budget, clock = WALL_CLOCK, turn = atOnce, stop }: SendOptions,
  request: () => ApiRequest,
): Promise<ApiResponse> {
  const once = (): Promise<ApiResponse> => turn(() => cluster.transport.json(request()));
  return retry(async () => throwIfRetryable(await once()), { ...budget, clock, stop });
}

/** Without turns. */
export function atOnce<T>(request: () => Promise<T>): Promise<T> {
  return request();
}
