/** The end of an HTTP server: no new connections, time for what is in flight, and then some for telling what was done. */
import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { WALL_CLOCK } from '../async/clock.ts';
import { endsWithin } from '../async/ends-within.ts';
import type { InFlight } from './in-flight.ts';

/** Milliseconds. */
export interface DrainLimits {
  /** For what is in flight, to be finished. */
  readonly work: number;
  /** For what is aborted then (pipeline/end-limits.ts): it finishes its patches in flight, and logs, queues and answers. */
  readonly aborted: number;
}

/** What it needs of a server. */
export type DrainedServer = Pick<Server, 'once' | 'closeAllConnections'>;

/** Resolves to whether all that was in flight was finished within its time. */
export async function drainServer(
  server: DrainedServer,
  inFlight: InFlight,
  limits: DrainLimits,
): Promise<boolean> {
  const closed = new Promise((resolve) => server.once('close', resolve));
  // That of HTTP also ends connections whose answer is not sent in full: it takes them for idle.
  TcpServer.prototype.close.call(server);
  const isDone = await endsWithin(inFlight.settled(), limits.work, WALL_CLOCK);
  if (!isDone) {
    inFlight.abort();
    await endsWithin(inFlight.settled(), limits.aborted, WALL_CLOCK);
  }
  // Those that are left have sent no whole head of a request.
  server.closeAllConnections();
  await closed;
  return isDone;
}
