/**
 * The framework inflates and parses every body, of up to 1 GB, before a function runs, and has no option against it. So
 * its parser is told that there is no body: our functions read it themselves, within limits, and `updateImage` not before
 * it knows who calls.
 *
 * The server is found by Node's channel of servers that begin to listen (experimental; test/functions/hide-bodies.test.ts
 * pins it). Its listeners run in order, so ours comes before the framework's.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';

const LISTENING = 'tracing:net.server.listen:asyncEnd';

/** Hides the bodies of the next HTTP server of this process that listens, which is the framework's. */
export function hideBodiesOfNextServer(): void {
  // Not by `import`: that loads all of node:http, undici included.
  const { Server: HttpServer } = process.getBuiltinModule('node:http');
  const found = (message: unknown): void => {
    const server: unknown = Reflect.get(Object(message), 'server');
    if (!(server instanceof HttpServer)) return;
    unsubscribe(LISTENING, found);
    hideBodies(server);
  };
  subscribe(LISTENING, found);
}

/** Hides the bodies of all requests to a server from the listeners that it has. */
export function hideBodies(server: Pick<Server, 'prependListener'>): void {
  server.prependListener('request', ({ headers }: IncomingMessage) => {
    // By these two headers a body parser tells whether there is a body; how long it is stands in `rawHeaders` still.
    delete headers['content-length'];
    delete headers['transfer-encoding'];
  });
}
