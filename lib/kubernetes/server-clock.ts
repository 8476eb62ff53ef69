/** Compares the local clock with the `Date` header of an API server. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Deadline } from '../async/deadline.ts';
import { retry } from '../async/retry.ts';
import { readResponse } from './client/api-response.ts';
import { throwIfRetryable } from './client/response-error.ts';
import type { Transport } from './client/transport.ts';
import type { Cluster } from './cluster.ts';

// `Date` has a resolution of a second.
const SECOND = 1000;

/**
 * Compares the clocks; a response without `Date` is accepted.
 * @throws UpdaterError `ClockSkew` if the clocks differ by more than this number of milliseconds, and errors of the transport.
 */
export async function requireSameClock(
  { transport }: Pick<Cluster, 'transport'>,
  deadline: Deadline,
  maxSkewMs: number,
): Promise<void> {
  const { request, ahead } = await retry(() => askTime(transport, deadline.signal), deadline);
  if (Math.abs(ahead) <= maxSkewMs) return;
  const side = ahead > 0 ? 'ahead' : 'behind';
  throw new UpdaterError(
    'ClockSkew',
    `${request}: expected the local clock within ${maxSkewMs / SECOND} s of the API server's, got one ${Math.round(Math.abs(ahead) / SECOND)} s ${side}`,
  );
}

/** The minimum by which the local clock is ahead, in milliseconds; negative if it is behind, 0 if it is unknown. */
async function askTime(
  transport: Transport,
  signal: AbortSignal,
): Promise<{ readonly request: string; readonly ahead: number }> {
  const before = Date.now();
  const received = await transport.stream({ method: 'GET', path: '/version', signal });
  const after = Date.now();
  // The body is read to its end, so that the connection can be reused.
  const { request } = throwIfRetryable(await readResponse(received));
  const server = Date.parse(received.headers.date ?? '');
  if (Number.isNaN(server)) return { request, ahead: 0 };
  return { request, ahead: Math.max(before - server - SECOND, 0) || Math.min(after - server, 0) };
}
