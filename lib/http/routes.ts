/** The routes of `serve`: the HTTP API, the push endpoint, and optional metrics. */
import { inPlace, type App } from '../pipeline/context.ts';
import { apiHandler } from './api.ts';
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
  const api = apiHandler({ ...options, app: inPlace(app) });
  const push = { ...options, app, authorizePush };
  const answer = (request: CallRequest, signal: AbortSignal): Promise<HttpResponse> | HttpResponse => {
    const topic = pushedTopic(request);
    if (topic !== undefined) return handlePushRequest(request, topic, push, signal);
    const [path = ''] = request.url.split('?');
    if (path === '/ready' && isDraining())
      return problemResponse(503, {
        title: 'Draining',
        detail: 'this process is shutting down: send requests to another one',
      });
    if (path === '/metrics' && metrics !== undefined) return metricsAnswer(metrics);
    return api(request, signal);
  };
  return async (request, signal) => {
    const ended = metrics?.onRequest();
    const given = await answer(request, signal);
    ended?.(routeLabel(request, given), given.status);
    return given;
  };
}

async function metricsAnswer(metrics: Metrics): Promise<HttpResponse> {
  const { body, ...rest } = textResponse(200, 'text/plain', '', { 'content-type': metrics.contentType });
  return { ...rest, body: (await metrics.text()) + body.trim() };
}

/** A fixed set of values: a label for each requested path would exhaust the memory. */
function routeLabel(request: CallRequest, { status }: HttpResponse): string {
  if (pushedTopic(request) !== undefined) return 'push';
  const [path = ''] = request.url.split('?');
  return status === 404 ? 'other' : path;
}
