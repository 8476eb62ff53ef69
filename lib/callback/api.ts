/**
 * The HTTP API: which path answers what.
 *
 *     POST /api/update   {imageName, tag, digest?}   ?dryRun=true
 *     GET  /health       this process answers
 *     GET  /ready        it has a configuration and takes calls
 *     GET  /openapi.json, /doc/   what the API is: static.ts
 */
import { printable } from '../core/text.ts';
import { answerJson, answerProblem, type Answer } from './answer.ts';
import { openApiAnswer, pageAnswer, toPage } from './static.ts';
import type { CallbackApi, CallRequest, HandleCall } from './surroundings.ts';
import { updateImage } from './update-image.ts';

type Route = (request: CallRequest, query: URLSearchParams, signal: AbortSignal) => Promise<Answer> | Answer;

/** The API, with its count of calls in flight. */
export function callbackApi(api: CallbackApi): HandleCall {
  const inFlight = { now: 0 };
  const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    '/api/update': {
      POST: (request, query, signal) => within(inFlight, api, () => updateImage(request, query, api, signal)),
    },
    '/health': { GET: () => answerJson(200, { status: 'ok' }) },
    '/ready': { GET: () => answerJson(200, { status: 'ready' }) },
    '/openapi.json': { GET: openApiAnswer },
    '/doc': { GET: toPage },
    '/doc/': { GET: pageAnswer('index.html', 'text/html') },
    '/doc/page.js': { GET: pageAnswer('page.js', 'text/javascript') },
    '/doc/style.css': { GET: pageAnswer('style.css', 'text/css') },
  };
  return async (request, signal) => {
    const [pathname = '', ...search] = request.url.split('?');
    const searchParams = new URLSearchParams(search.join('?'));
    const methods = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
    if (methods === undefined)
      return answerProblem(404, {
        title: 'Not found',
        detail: `one of ${Object.keys(routes).join(', ')} was expected, ${printable(pathname)} came`,
      });
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (route !== undefined) return route(request, searchParams, signal);
    const allow = Object.keys(methods).join(', ');
    return answerProblem(
      405,
      { title: 'Method not allowed', detail: `${allow} was expected, ${printable(method)} came` },
      { allow },
    );
  };
}

async function within(
  inFlight: { now: number },
  { callsInFlight }: CallbackApi,
  call: () => Promise<Answer>,
): Promise<Answer> {
  if (inFlight.now >= callsInFlight)
    return answerProblem(
      429,
      {
        title: 'Too many calls',
        detail: `this instance works on ${callsInFlight} calls, its limit; another one may have room`,
      },
      { 'retry-after': '5' },
    );
  inFlight.now += 1;
  try {
    return await call();
  } finally {
    inFlight.now -= 1;
  }
}
