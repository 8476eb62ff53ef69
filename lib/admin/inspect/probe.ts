/** Requests of an inspection. */
import type { Kind } from '../../core/workload/kind.ts';
import type { ApiResponse } from '../../kubernetes/client/api-response.ts';
import { retry, type RetryOptions } from '../../async/retry.ts';
import { throwIfRetryable } from '../../kubernetes/client/response-error.ts';
import type { ApiRequest, Transport } from '../../kubernetes/client/transport.ts';

export interface Probe extends RetryOptions {
  readonly transport: Transport;
}

/**
 * The response to a request, which is repeated after temporary errors.
 * @throws UpdaterError of the transport; `Throttled` or `ServerError` if they persist.
 */
export function sendProbe(
  { transport, ...options }: Probe,
  request: Omit<ApiRequest, 'signal'>,
): Promise<ApiResponse> {
  const { signal } = options;
  return retry(async () => throwIfRetryable(await transport.json({ ...request, signal })), options);
}

/** Sends a review, with a JSON body. Reviews store nothing. */
export function postReview(probe: Probe, path: string, body: unknown): Promise<ApiResponse> {
  return sendProbe(probe, {
    method: 'POST',
    path,
    contentType: 'application/json',
    body: JSON.stringify(body),
  });
}

/** The kind in the form of RBAC and kubectl: `deployments.apps`. */
export function resourceName({ plural, group }: Kind): string {
  return group === '' ? plural : `${plural}.${group}`;
}
