/**
 * The `fetch` that google-auth-library sends its requests with: node:http and node:https, which are loaded anyway. Its
 * own, node-fetch, costs a cold start 15 ms, and waits for ever; that of Node knows nothing of the agents by which the
 * library goes through proxies.
 */
import type { IncomingMessage, RequestOptions } from 'node:http';
import { buffer } from 'node:stream/consumers';

// Not by `import`, which loads a whole HTTP client: lib/decisions/node-http.md.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** One that ends every request after so many milliseconds. It follows no redirects: a secret goes where it was sent. */
export function fetchWithin(limitMs: number): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const limit = AbortSignal.timeout(limitMs);
    const signal = AbortSignal.any([limit, request.signal]);
    try {
      return await exchange(request, { signal, ...proxyAgent(init) });
    } catch (error) {
      throw limit.aborted ? Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }) : error;
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
  request(url, options).on('response', resolve).on('error', reject).end(body);
  return promise;
}

function toHeaders(distinct: IncomingMessage['headersDistinct']): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(distinct))
    for (const value of values) headers.append(name, value);
  return headers;
}

/** Gaxios puts one there where HTTPS_PROXY is set. */
function proxyAgent(init: object = {}): Pick<RequestOptions, 'agent'> {
  const agent: unknown = Reflect.get(init, 'agent');
  return agent instanceof http.Agent ? { agent } : {};
}
