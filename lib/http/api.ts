/**
 * The HTTP API and its routes.
 *
 *     POST /api/update   {imageName, tag, digest?, unpinned?, dryRun?}   ?dryRun=true
 *     GET  /health       the process responds
 *     GET  /ready        it has a configuration and accepts calls
 *     GET  /openapi.json, /doc/   documentation: pages.ts
 */
import { printable } from '../core/text/printable.ts';
import { jsonResponse, problemResponse, type HttpResponse } from './http-response.ts';
import { openApiResponse, pageResponse, redirectToPage } from './pages.ts';
import type { ApiOptions, CallRequest, HandleCall } from './api-options.ts';
import { callLimiter } from './call-limiter.ts';
import { updateImage } from './update-endpoint.ts';

type Route = (
  request: CallRequest,
  query: URLSearchParams,
  signal: AbortSignal,
) => Promise<HttpResponse> | HttpResponse;

/** By path, then by method. */
export type RouteTable = Readonly<Record<string, Readonly<Record<string, Route>>>>;

/** Routes for GET also handle HEAD. */
const withHead = (method: string): readonly string[] => (method === 'GET' ? [method, 'HEAD'] : [method]);

export function readyResponse(): HttpResponse {
  return jsonResponse(200, { status: 'ready' });
}

/** Creates the API, with its count of calls in flight. Routes of `more` are added, or replace one of the same path. */
export function apiHandler(options: ApiOptions, more: RouteTable = {}): HandleCall {
  const limit = callLimiter(options.callsInFlight);
  const routes: RouteTable = {
    '/api/update': {
      POST: (request, query, signal) => updateImage(request, query, { ...options, limit }, signal),
    },
    '/health': { GET: () => jsonResponse(200, { status: 'ok' }) },
    '/ready': { GET: readyResponse },
    '/openapi.json': { GET: openApiResponse },
    '/doc': { GET: redirectToPage },
    '/doc/': { GET: pageResponse('index.html', 'text/html') },
    '/doc/page.js': { GET: pageResponse('page.js', 'text/javascript') },
    '/doc/style.css': { GET: pageResponse('style.css', 'text/css') },
    ...more,
  };
  return async (request, signal) => {
    const [pathname = '', ...search] = request.url.split('?');
    const searchParams = new URLSearchParams(search.join('?'));
    const methods = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
    if (methods === undefined)
      return problemResponse(404, {
        title: 'Not found',
        detail: `expected one of ${Object.keys(routes).join(', ')}, got ${printable(pathname)}`,
      });
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (route !== undefined) return route(request, searchParams, signal);
    return refuseMethod(Object.keys(methods).flatMap(withHead), method);
  };
}

/** The response to a method that is not one of those of the path. */
export function refuseMethod(methods: readonly string[], method: string): HttpResponse {
  const allow = methods.join(', ');
  return problemResponse(
    405,
    { title: 'Method not allowed', detail: `expected ${allow}, got ${printable(method)}` },
    { allow },
  );
}
