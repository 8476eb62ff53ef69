/** What is left of a request whose answer is decided. */
import type { IncomingMessage } from 'node:http';

/**
 * How a connection is discarded, by how many others are at that moment. An honest caller gets to the end of the body and
 * reads the answer. What Node reads in one go from hundreds of connections would take hundreds of megabytes, so of more
 * than a few each is read a piece at a time (64 KB), and of a crowd the latest are closed once the answer is sent: their
 * callers may see a reset instead of the answer.
 */
interface Pace {
  /** Counts while no more connections than this are discarded, this one included. */
  readonly upTo: number;
  /** How long the caller may go on sending what nobody reads, in milliseconds. */
  readonly forMs: number;
  /** Between two pieces, in milliseconds; `Infinity` where no further one is read. */
  readonly pauseMs: number;
}

const PACES: readonly Pace[] = [
  { upTo: 4, forMs: 2_000, pauseMs: 0 },
  { upTo: 16, forMs: 2_000, pauseMs: 250 },
];
const CROWD: Pace = { upTo: Infinity, forMs: 20, pauseMs: Infinity };

/**
 * Discards the rest of the body, and ends the connection of a caller who has not come to its end in time. Not at once: a
 * connection that is closed over unread bytes is reset, and the caller then sees no answer. To be called before the
 * answer is written, for Node then takes what is unread for its own to discard, without any pause.
 */
export const discardRest = discarder();

/** The same with a count of its own. */
export function discarder(): (request: IncomingMessage) => void {
  let discarding = 0;
  const seen = new WeakSet<IncomingMessage>();
  return (request) => {
    if (request.complete || request.socket.destroyed || seen.has(request)) return;
    seen.add(request);
    const { socket } = request;
    discarding += 1;
    const { forMs, pauseMs } = PACES.find(({ upTo }) => discarding <= upTo) ?? CROWD;
    const timers = new Set([setTimeout(() => socket.destroy(), forMs).unref()]);
    request.on('data', () => {
      if (pauseMs === 0) return;
      request.pause();
      if (pauseMs !== Infinity) timers.add(setTimeout(() => request.resume(), pauseMs).unref());
    });
    // Before the next piece is read, and after the stream has begun.
    if (pauseMs === Infinity)
      setImmediate(() => {
        if (!request.complete) socket.pause();
      });
    const end = (): void => {
      for (const timer of timers) clearTimeout(timer);
      request.off('end', end);
      socket.off('close', end);
      discarding -= 1;
    };
    // A request that is answered does not hear of the end of its connection.
    request.once('end', end);
    socket.once('close', end);
    // Takes hold of the stream now; its pieces come later.
    request.read(0);
  };
}
