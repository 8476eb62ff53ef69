/** The clock of an API server, by the header `Date` of an answer, against the local one. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Deadline } from '../async/deadline.ts';
import { retry } from '../async/retry.ts';
import { readResponse } from './client/api-response.ts';
import { throwIfRetryable } from './client/response-error.ts';
import type { Transport } from './client/transport.ts';
import type { Cluster } from './cluster.ts';

// A `Date` is exact to the second.
const SECOND = 1000;

/**
 * Asks the API server for its time; an answer without one passes.
 * @throws UpdaterError `ClockSkew` where the clocks differ by more milliseconds than that, and as the transport does.
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

/** By how many milliseconds the local clock is certainly ahead; negative where it is behind, 0 where nobody can tell. */
async function askTime(
  transport: Transport,
  signal: AbortSignal,
): Promise<{ readonly request: string; readonly ahead: number }> {
  const before = Date.now();
  const received = await transport.stream({ method: 'GET', path: '/version', signal });
  const after = Date.now();
  // Whatever it says: read to its end, its connection can be used again.
  const { request } = throwIfRetryable(await readResponse(received));
  const server = Date.parse(received.headers.date ?? '');
  if (Number.isNaN(server)) return { request, ahead: 0 };
  return { request, ahead: Math.max(before - server - SECOND, 0) || Math.min(after - server, 0) };
}
