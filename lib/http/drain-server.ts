/** Shuts down an HTTP server: no new connections, time for requests in flight, then time for reports about aborted ones. */
import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { WALL_CLOCK } from '../async/clock.ts';
import { endsWithin } from '../async/ends-within.ts';
import type { InFlight } from './in-flight.ts';

/** Time limits, in milliseconds. */
export interface DrainLimits {
  /** For requests in flight. */
  readonly work: number;
  /** For aborted requests (pipeline/end-limits.ts), which finish their patches in flight, log, queue and respond. */
  readonly aborted: number;
}

/** The required parts of a server. */
export type DrainedServer = Pick<Server, 'once' | 'closeAllConnections'>;

/** Resolves to whether all requests in flight were finished in time. */
export async function drainServer(
  server: DrainedServer,
  inFlight: InFlight,
  limits: DrainLimits,
): Promise<boolean> {
  const closed = new Promise((resolve) => server.once('close', resolve));
  // The method of HTTP servers also closes connections whose response is not sent completely: it treats them as idle.
  TcpServer.prototype.close.call(server);
  const isDone = await endsWithin(inFlight.settled(), limits.work, WALL_CLOCK);
  if (!isDone) {
    inFlight.abort();
    await endsWithin(inFlight.settled(), limits.aborted, WALL_CLOCK);
  }
  // The remaining connections have not sent the complete head of a request.
  server.closeAllConnections();
  await closed;
  return isDone;
}
