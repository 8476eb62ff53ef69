/** What is left of a request once it is answered. */
import type { IncomingMessage } from 'node:http';

/** How long a caller may go on sending what nobody reads, in milliseconds. */
const DISCARD_MS = 2_000;

/**
 * Discards the rest of the body, and ends the connection of a caller who has not come to its end in time. Not at once: a
 * connection that is closed over unread bytes is reset, and the caller then sees no answer.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, DISCARD_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
