/** When an answer is sent, or nobody is there any more to take it. */

/** What emits an event when it is closed. */
interface Closing {
  readonly once: (event: 'close', listener: () => void) => unknown;
  readonly off: (event: 'close', listener: () => void) => unknown;
}

interface Connection extends Closing {
  readonly destroyed: boolean;
}

/** What it needs of a ServerResponse. */
export interface Answer extends Closing {
  readonly closed: boolean;
  readonly req: { readonly socket: Connection };
}

/**
 * Fulfilled when all of an answer is sent, or its connection is closed. Of several requests that a connection brings at
 * once, Node 22 closes only the answer that is being sent: the others would wait for their turn for ever.
 */
export function answerSent(answer: Answer): Promise<void> {
  const { socket } = answer.req;
  if (answer.closed || socket.destroyed) return Promise.resolve();
  const sent = Promise.withResolvers<void>();
  const forget = onceClosed(socket, sent.resolve);
  answer.once('close', () => {
    forget();
    sent.resolve();
  });
  return sent.promise;
}

/** A connection has one listener for all of its answers: Node warns of more than ten. */
interface Watched {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const WATCHED = new WeakMap<Connection, Watched>();

/** Calls back when the connection is closed; gives what takes that back. */
function onceClosed(connection: Connection, callback: () => void): () => void {
  const { callbacks, listener } = WATCHED.get(connection) ?? watch(connection);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size > 0) return;
    connection.off('close', listener);
    WATCHED.delete(connection);
  };
}

function watch(connection: Connection): Watched {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    for (const each of callbacks) each();
  };
  const watched = { callbacks, listener };
  connection.once('close', listener);
  WATCHED.set(connection, watched);
  return watched;
}
