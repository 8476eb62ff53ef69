/**
 * What stands before the framework. It inflates and parses every body, of up to 1 GB, before a function runs, has no
 * option against it, and answers some requests itself, in HTML. So its parser is told that there is no body: the
 * functions read it themselves, within limits, and `updateImage` not before it knows who calls.
 *
 * The server is found by Node's channel of servers that begin to listen (experimental; test/http/framework/guard-server.test.ts
 * pins it).
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { requestTarget } from '../../core/names/request-target.ts';
import { framed, problemResponse } from '../http-response.ts';
import type { DrainedServer } from '../drain-server.ts';
import { discardRest } from '../discard-rest.ts';

const BEGINS_TO_LISTEN = 'tracing:net.server.listen:asyncStart';

/**
 * Calls `start` when the next HTTP server of this process begins to listen, before its port is open, and guards the server:
 * it is the framework's. Ends the process with the message of what `start` throws.
 */
export function onServerStart(start: (server: DrainedServer) => void): void {
  // Not by `import`: that loads all of node:http, undici included.
  const { Server: HttpServer } = process.getBuiltinModule('node:http');
  const found = (message: unknown): void => {
    const server: unknown = Reflect.get(Object(message), 'server');
    if (!(server instanceof HttpServer)) return;
    unsubscribe(BEGINS_TO_LISTEN, found);
    startOrExit(() => start(server));
    guardServer(server);
  };
  subscribe(BEGINS_TO_LISTEN, found);
}

function startOrExit(start: () => void): void {
  try {
    start();
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(1);
  }
}

type Guarded = Pick<Server, 'listeners' | 'removeAllListeners' | 'on'>;

/** Stands before the listeners that a server has: hides bodies from them, and limits what comes after an answer. */
export function guardServer(server: Guarded): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // By these two headers a body parser tells whether there is a body; how long it is stands in `rawHeaders` still.
    delete request.headers['content-length'];
    delete request.headers['transfer-encoding'];
    const target = requestTarget(request.url ?? '');
    if (target === undefined || !canBeDecoded(target.url)) return refusePath(request, response);
    // Routes are found by the path alone.
    request.url = target.url;
    // What the framework answers itself has a body too that may never end.
    response.once('finish', () => discardRest(request));
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
}

/** The framework answers an error page to a path that cannot be decoded, and to what is no path. */
function canBeDecoded(url: string): boolean {
  try {
    decodeURIComponent(url.replace(/\?.*$/s, ''));
    return true;
  } catch {
    return false;
  }
}

function refusePath(request: IncomingMessage, response: ServerResponse): void {
  const problem = problemResponse(400, {
    title: 'Malformed request',
    detail: 'expected a path that begins with `/` and can be decoded, got another one',
  });
  const { status, headers, body } = framed(problem);
  discardRest(request);
  response.writeHead(status, headers).end(body);
}
