/** Discards the rest of a request after its response is decided. */
import type { IncomingMessage } from 'node:http';

/**
 * How the rest of a body is discarded, by the number of other connections in that state. A normal caller sends the whole
 * body, then reads the response. Reading without a pause from hundreds of connections would need hundreds of megabytes. So
 * with more than a few connections, each is read a chunk at a time (64 KB). With many, the latest are closed after the
 * response is sent; their callers may see a reset instead of the response.
 */
interface Pace {
  /** The maximum number of discarded connections for this row, including this one. */
  readonly upTo: number;
  /** How long the caller may continue to send, in milliseconds. */
  readonly forMs: number;
  /** The pause between two chunks, in milliseconds; `Infinity`: no further chunk is read. */
  readonly pauseMs: number;
}

const PACES: readonly Pace[] = [
  { upTo: 4, forMs: 2_000, pauseMs: 0 },
  { upTo: 16, forMs: 2_000, pauseMs: 250 },
];
const CROWD: Pace = { upTo: Infinity, forMs: 20, pauseMs: Infinity };

/**
 * Discards the rest of the body, and closes the connection if the caller does not finish in time. Closing at once would
 * reset a connection with unread bytes, and the caller would not see the response. Has to be called before the response is
 * written: after that, Node itself discards unread bytes, without a pause.
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
    // Before the next chunk is read, and after the stream has started.
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
    // An answered request does not emit the end of its connection.
    request.once('end', end);
    socket.once('close', end);
    // Attaches to the stream now; its chunks arrive later.
    request.read(0);
  };
}
