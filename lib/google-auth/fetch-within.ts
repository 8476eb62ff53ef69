/**
 * The `fetch` of google-auth-library's requests, with node:http and node:https, which are loaded anyway. The library's own,
 * node-fetch, costs 15 ms at a cold start and has no timeout; that of Node does not support the agents that the library uses
 * for proxies.
 */
import type { IncomingMessage, RequestOptions } from 'node:http';
import { buffer } from 'node:stream/consumers';

// Not with `import`, which loads a whole HTTP client: lib/decisions/node-http.md.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** Aborts every request after this number of milliseconds. It follows no redirects, so that a secret stays with its receiver. */
export function fetchWithin(limitMs: number): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const limit = AbortSignal.timeout(limitMs);
    const signal = AbortSignal.any([limit, request.signal]);
    try {
      return await exchange(request, { signal, ...proxyAgent(init) });
    } catch (error) {
      throw limit.aborted ? Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }) : error;
    }
  };
}

async function exchange(request: Request, options: RequestOptions): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  const headers = Object.fromEntries(request.headers);
  const answer = await sent(request, { ...options, method: request.method, headers }, body);
  const { statusCode: status = 0, headersDistinct } = answer;
  const content = await buffer(answer);
  return new Response(content.length === 0 ? null : content, { status, headers: toHeaders(headersDistinct) });
}

function sent({ url }: Request, options: RequestOptions, body: Buffer): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { request } = url.startsWith('https:') ? https : http;
  request(url, options)
    .on('response', resolve)
    .on('error', reject)
    // Without a listener node:http ends neither the request nor its signal.
    .on('upgrade', (_, socket) => {
      socket.destroy();
      reject(Object.assign(new Error('another protocol'), { code: 'ECONNRESET' }));
    })
    .end(body);
  return promise;
}

function toHeaders(distinct: IncomingMessage['headersDistinct']): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(distinct))
    for (const value of values) headers.append(name, value);
  return headers;
}

/** Gaxios sets an agent if HTTPS_PROXY is set. */
function proxyAgent(init: object = {}): Pick<RequestOptions, 'agent'> {
  const agent: unknown = Reflect.get(init, 'agent');
  return agent instanceof http.Agent ? { agent } : {};
}
