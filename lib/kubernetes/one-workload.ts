/** The two requests about a workload: its patch, and reading it again. */
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

/** The parts of its path. */
type ObjectName = Pick<Workload, 'kind' | 'namespace' | 'name'>;

/** Options of requests. */
export interface SendOptions {
  readonly cluster: Cluster;
  readonly budget: Deadline;
  /** The API server runs all steps, including admission, but stores nothing. */
  readonly dryRun?: boolean;
  readonly clock?: Clock;
  /** Attempts and retries share a queue, so none waits for the retries of another one. */
  readonly turn?: Turn;
  /** After it aborts, no further plan is written, and no request is retried. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Sends the patch of a plan; retries temporary errors.
 * @throws UpdaterError of the transport; `Throttled` or `ServerError` if they persist; `Interrupted` if it was stopped before
 * the first attempt.
 */
export function sendPatch(plan: WorkloadPlan, sending: SendOptions): Promise<ApiResponse> {
  const { clock = WALL_CLOCK, turn = atOnce, stop } = sending;
  const now = clock.now();
  const begun = { ...sending, turn: unlessStopped(turn, stop) };
  return sendOperations(plan.workload, () => updatePatch(plan, now), begun);
}

/** Sends any patch of a workload. The body is created only when it is sent, because it is larger than its parts. */
export function sendOperations(
  workload: Workload,
  patch: () => JsonPatch,
  sending: SendOptions,
): Promise<ApiResponse> {
  const { budget, dryRun = false } = sending;
  const path = workloadPath(workload);
  return send(sending, () => {
    // It may have waited in the queue.
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
 * The current workload, with the writers and times of its images; undefined if the API server says that it was deleted. A
 * sign-in page or a cache may respond with 200 and another document, which would lose an update or patch another workload.
 * @throws UpdaterError like {@link sendPatch}; `Forbidden`, `Refused` or `UnexpectedAnswer` for other responses.
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
 * Whether the workload or its namespace was deleted. Only a Status of the API server proves it. A webhook may reject a patch
 * with the same codes.
 */
export function isGone({ status, body }: ApiResponse): boolean {
  return (status === 404 || status === 410) && isApiStatus(body) && !isDenial(body);
}

/** The path in the API, percent-encoded. */
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

/** Without a queue. */
export function atOnce<T>(request: () => Promise<T>): Promise<T> {
  return request();
}
