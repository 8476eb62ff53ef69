/**
 * Guards the framework, which inflates and parses every body of up to 1 GB before a function runs, without an option to
 * disable it, and answers some requests itself, in HTML. This module hides the body from its parser: the functions read it
 * themselves, within limits, and `updateImage` only after it has authenticated the caller.
 *
 * The server is found with Node's diagnostics channel for HTTP servers that start to listen (experimental;
 * test/http/framework/guard-server.test.ts pins it).
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { requestTarget } from '../../core/names/request-target.ts';
import { problemResponse } from '../http-response.ts';
import type { DrainedServer } from '../drain-server.ts';
import { discardRest } from '../discard-rest.ts';
import { respond } from './framework-request.ts';

const BEGINS_TO_LISTEN = 'tracing:net.server.listen:asyncStart';

/**
 * Calls `start` when the next HTTP server of this process, which is that of the framework, starts to listen, before its port
 * is open, and guards the server. If `start` throws, the process ends with its message.
 */
export function onServerStart(start: (server: DrainedServer) => void): void {
  // Not with `import`, which loads all of node:http, including undici.
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

/** Runs before the other listeners of a server: hides bodies from them, and limits data after a response. */
export function guardServer(server: Guarded): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // Body parsers check these two headers; the length remains in `rawHeaders`.
    delete request.headers['content-length'];
    delete request.headers['transfer-encoding'];
    const target = requestTarget(request.url ?? '');
    if (target === undefined || !canBeDecoded(target.url)) return refusePath(request, response);
    // The framework routes by path only.
    request.url = target.url;
    // Requests that the framework answers itself may also have an endless body.
    response.once('finish', () => discardRest(request));
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
}

/** The framework answers an error page for a path that cannot be decoded, or that is not a path. */
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
  respond(request, response, problem);
}
