/** The end of an HTTP server: no new connections, time for what is in flight, and then some for telling what was done. */
import type { Server } from 'node:http';
import { WALL_CLOCK } from '../async/clock.ts';
import { endsWithin } from '../async/ends-within.ts';
import type { InFlight } from './in-flight.ts';

/** Milliseconds. */
export interface DrainLimits {
  /** For what is in flight, to be finished. */
  readonly work: number;
  /** For what is aborted then: it finishes its patches in flight, and logs, queues and answers what became of them. */
  readonly aborted: number;
}

/** What it needs of a server. */
export type DrainedServer = Pick<Server, 'once' | 'close' | 'closeIdleConnections' | 'closeAllConnections'>;

/** Resolves to whether all that was in flight was finished within its time. */
export async function drainServer(
  server: DrainedServer,
  inFlight: InFlight,
  limits: DrainLimits,
): Promise<boolean> {
  const closed = new Promise((resolve) => server.once('close', resolve));
  server.close();
  server.closeIdleConnections();
  // A connection is idle when its answer is written.
  const settled = inFlight.settled().then(() => setImmediate(() => server.closeIdleConnections()));
  const isDone = await endsWithin(Promise.all([settled, closed]), limits.work, WALL_CLOCK);
  if (isDone) return true;
  inFlight.abort();
  await endsWithin(inFlight.settled(), limits.aborted, WALL_CLOCK);
  await new Promise(setImmediate);
  server.closeAllConnections();
  await closed;
  return false;
}
