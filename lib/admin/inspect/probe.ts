/** What every question to a cluster works with. */
import type { Kind } from '../../core/workload/kind.ts';
import type { Answer } from '../../kubernetes/client/response.ts';
import { retrying, type RetryOptions } from '../../async/retry.ts';
import { unlessPassing } from '../../kubernetes/client/status.ts';
import type { Request, Transport } from '../../kubernetes/client/transport.ts';

export interface Probe extends RetryOptions {
  readonly transport: Transport;
}

/**
 * The answer to one question; what may pass in a moment is asked again.
 * @throws Fault as the transport does; `Throttled` or `ServerError` where that lasts.
 */
export function ask({ transport, ...options }: Probe, request: Omit<Request, 'signal'>): Promise<Answer> {
  const { signal } = options;
  return retrying(async () => unlessPassing(await transport.json({ ...request, signal })), options);
}

/** Asks with a body of JSON, as the API's reviews want it; they store nothing. */
export function askFor(probe: Probe, path: string, body: unknown): Promise<Answer> {
  return ask(probe, { method: 'POST', path, contentType: 'application/json', body: JSON.stringify(body) });
}

/** The kind as RBAC and kubectl call it: `deployments.apps`. */
export function resourceOf({ plural, group }: Kind): string {
  return group === '' ? plural : `${plural}.${group}`;
}
