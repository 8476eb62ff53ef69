/** Waits until a response is sent, or until its caller has disconnected. */

/** An emitter of `close`. */
interface Closing {
  readonly once: (event: 'close', listener: () => void) => unknown;
  readonly off: (event: 'close', listener: () => void) => unknown;
}

interface Connection extends Closing {
  readonly destroyed: boolean;
}

/** The required parts of a ServerResponse. */
export interface OutgoingResponse extends Closing {
  readonly closed: boolean;
  readonly req: { readonly socket: Connection };
}

/**
 * Fulfilled when a response is sent completely, or its connection is closed. With several pipelined requests of a
 * connection, Node 22 closes only the current response: the others would wait forever.
 */
export function responseSent(response: OutgoingResponse): Promise<void> {
  const { socket } = response.req;
  if (response.closed || socket.destroyed) return Promise.resolve();
  const sent = Promise.withResolvers<void>();
  const forget = onceClosed(socket, sent.resolve);
  response.once('close', () => {
    forget();
    sent.resolve();
  });
  return sent.promise;
}

/** A connection has one listener for all its responses, because Node warns about more than ten. */
interface Watched {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const WATCHED = new WeakMap<Connection, Watched>();

/** Calls back when the connection is closed; the returned function removes the callback. */
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
