/** The routes of `serve`: the HTTP API, the push endpoint, and optional metrics. */
import { inPlace, type App } from '../pipeline/context.ts';
import { apiHandler, readyResponse } from './api.ts';
import type { ApiOptions, CallRequest, HandleCall } from './api-options.ts';
import type { AuthorizePush } from './authorize-push.ts';
import type { Metrics } from './metrics.ts';
import { handlePushRequest, pushedTopic } from './push-endpoint.ts';
import { problemResponse, textResponse, type HttpResponse } from './http-response.ts';

export interface Routes {
  readonly api: ApiOptions;
  readonly authorizePush: AuthorizePush;
  /** Undefined: no metrics. */
  readonly metrics: Metrics | undefined;
  readonly isDraining: () => boolean;
}

/** All routes; each request is counted. */
export function createRoutes({ api: options, authorizePush, metrics, isDraining }: Routes): HandleCall {
  const app: App = { ...options.app, onResult: metrics?.onResult };
  const api = apiHandler(
    { ...options, app: inPlace(app) },
    {
      '/ready': { GET: () => (isDraining() ? drainingResponse() : readyResponse()) },
      ...(metrics && { '/metrics': { GET: () => metricsResponse(metrics) } }),
    },
  );
  const push = { ...options, app, authorizePush };
  return async (request, signal) => {
    const ended = metrics?.onRequest();
    const topic = pushedTopic(request.url);
    const given = await (topic === undefined
      ? api(request, signal)
      : handlePushRequest(request, topic, push, signal));
    ended?.(topic === undefined ? routeLabel(request, given) : 'push', given.status);
    return given;
  };
}

function drainingResponse(): HttpResponse {
  return problemResponse(503, {
    title: 'Draining',
    detail: 'this process is shutting down: send requests to another one',
  });
}

async function metricsResponse({ contentType, text }: Metrics): Promise<HttpResponse> {
  return textResponse(200, 'text/plain', (await text()).trimEnd(), { 'content-type': contentType });
}

/** A fixed set of values: a label for each requested path would exhaust the memory. */
function routeLabel({ url }: CallRequest, { status }: HttpResponse): string {
  const [path = ''] = url.split('?');
  return status === 404 ? 'other' : path;
}
