/** What every question to a cluster works with. */
import type { Kind } from '../../core/workload/kind.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { retry, type RetryOptions } from '../../async/retry.ts';
import { throwIfRetryable } from '../../kubernetes/client/response-error.ts';
import type { ApiRequest, Transport } from '../../kubernetes/client/transport.ts';

export interface Probe extends RetryOptions {
  readonly transport: Transport;
}

/**
 * The answer to one question; what may pass in a moment is asked again.
 * @throws UpdaterError as the transport does; `Throttled` or `ServerError` where that lasts.
 */
export function sendProbe(
  { transport, ...options }: Probe,
  request: Omit<ApiRequest, 'signal'>,
): Promise<ApiResponse> {
  const { signal } = options;
  return retry(async () => throwIfRetryable(await transport.json({ ...request, signal })), options);
}

/** Asks with a body of JSON, as the API's reviews want it; they store nothing. */
export function postReview(probe: Probe, path: string, body: unknown): Promise<ApiResponse> {
  return sendProbe(probe, {
    method: 'POST',
    path,
    contentType: 'application/json',
    body: JSON.stringify(body),
  });
}

/** The kind as RBAC and kubectl call it: `deployments.apps`. */
export function resourceName({ plural, group }: Kind): string {
  return group === '' ? plural : `${plural}.${group}`;
}
