/** What a process answers: the HTTP API, the push endpoint, and its metrics where they are wanted. */
import { callbackApi } from './api.ts';
import { answerProblem, answerText, type Answer } from './response.ts';
import type { CallRequest, HandleCall } from './api-options.ts';
import type { Metrics } from './metrics.ts';
import { handlePushRequest, pushedTopic, type PushEndpoint } from './push-endpoint.ts';

export interface Routes extends Omit<PushEndpoint, 'onHandled'> {
  /** None are shown without. */
  readonly metrics: Metrics | undefined;
  readonly isDraining: () => boolean;
}

/** All routes; each request is counted. */
export function routesOf(routes: Routes): HandleCall {
  const { metrics } = routes;
  const onHandled = metrics?.onHandled ?? (() => undefined);
  const api = callbackApi({ ...routes.api, onHandled });
  const answer = (request: CallRequest, signal: AbortSignal): Promise<Answer> | Answer => {
    const topic = pushedTopic(request);
    if (topic !== undefined) return handlePushRequest(request, topic, { ...routes, onHandled }, signal);
    const [path = ''] = request.url.split('?');
    if (path === '/ready' && routes.isDraining())
      return answerProblem(503, {
        title: 'Draining',
        detail: 'this process ends, and takes no more requests',
      });
    if (path === '/metrics' && metrics !== undefined) return metricsAnswer(metrics);
    return api(request, signal);
  };
  return async (request, signal) => {
    const ended = metrics?.onRequest();
    const given = await answer(request, signal);
    ended?.(routeOf(request, given), given.status);
    return given;
  };
}

async function metricsAnswer(metrics: Metrics): Promise<Answer> {
  const { body, ...rest } = answerText(200, 'text/plain', '', { 'content-type': metrics.contentType });
  return { ...rest, body: (await metrics.text()) + body.trim() };
}

/** A few values: a label for each path that anybody thinks of would fill the memory. */
function routeOf(request: CallRequest, { status }: Answer): string {
  if (pushedTopic(request) !== undefined) return 'push';
  const [path = ''] = request.url.split('?');
  return status === 404 ? 'other' : path;
}
