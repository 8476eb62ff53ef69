/** What is left of a request whose answer is decided. */
import type { IncomingMessage } from 'node:http';

/** How long a caller may go on sending what nobody reads, in milliseconds. */
const DISCARD_MS = 2_000;

/**
 * So many connections are discarded as fast as they come: an honest caller gets to the end of his body, and reads the
 * answer. Of more than that each is read a piece at a time (64 KB), with a pause in between: what Node reads in one go
 * from hundreds of connections would take hundreds of megabytes.
 */
const AT_FULL_SPEED = 8;
const PAUSE_MS = 100;

let discarding = 0;

/**
 * Discards the rest of the body, and ends the connection of a caller who has not come to its end in time. Not at once: a
 * connection that is closed over unread bytes is reset, and the caller then sees no answer. To be called before the
 * answer is written, for Node then takes what is unread for its own to discard, without any pause.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.complete) return;
  discarding += 1;
  const timers = new Set<NodeJS.Timeout>();
  const after = (milliseconds: number, act: () => void): void =>
    void timers.add(setTimeout(act, milliseconds).unref());
  after(DISCARD_MS, () => request.socket.destroy());
  request.on('data', () => {
    if (discarding <= AT_FULL_SPEED) return;
    request.pause();
    after(PAUSE_MS, () => request.resume());
  });
  const end = (): void => {
    if (timers.size === 0) return;
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    discarding -= 1;
  };
  request.once('end', end).once('close', end);
  // Takes hold of the stream now; its pieces come later.
  request.read(0);
}
