/**
 * The endpoint of push subscriptions in `serve`: `POST /projects/PROJECT/topics/TOPIC`, the same path as for the function.
 * No platform authenticates callers here, so the account of the subscription is authenticated by the token that Pub/Sub
 * sends, and may push the topics that `pushers` names for it.
 */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import { requireTopic, topicPath, type Topic } from '../core/names/topic.ts';
import { responseStatus } from '../core/report/event-result.ts';
import { parseTraceContext } from '../logging/trace-context.ts';
import type { App } from '../pipeline/context.ts';
import { handleEvent } from '../pipeline/handle-event.ts';
import { refuseMethod } from './api.ts';
import type { CallRequest, CallerChallenge, RefusalContext } from './api-options.ts';
import type { AuthorizePush } from './authorize-push.ts';
import { PUSH_LIMITS } from './read-body.ts';
import { refuse } from './refuse.ts';
import { textResponse, type HttpResponse } from './http-response.ts';

const CHALLENGE: CallerChallenge = {
  headers: { 'www-authenticate': 'Bearer' },
  credential: 'the OIDC token of an authorized push subscription',
};

export interface PushEndpoint extends RefusalContext {
  readonly app: App;
  readonly authorizePush: AuthorizePush;
}

/** The topic that a request with this path and query is for; undefined for any other path. */
export function pushedTopic(url: string): Topic | undefined {
  const [path = ''] = url.split('?');
  if (!path.startsWith('/projects/')) return undefined;
  try {
    return requireTopic(decodeURIComponent(path.slice(1)));
  } catch {
    return undefined;
  }
}

/**
 * 204 for completed events, 500 if a redelivery may help; 401, 403, 405 and 413 before anything is processed. The caller is
 * authorized before the body is read. Never rejects.
 */
export async function handlePushRequest(
  request: CallRequest,
  topic: Topic,
  { app, authorizePush, ...refusing }: PushEndpoint,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { method, headers } = request;
  if (method !== 'POST') return refuseMethod(['POST'], method);
  try {
    await authorizePush(headers, topic);
    const body = await request.readBody(PUSH_LIMITS);
    // The authorized topic: the path is not parsed again.
    const posted = { path: topicPath(topic), headers, body, receivedAt: Date.now() };
    const trace = parseTraceContext(headers, refusing.project);
    const result = await handleEvent({ from: 'request', request: posted, trace }, app, signal);
    return textResponse(responseStatus(result), 'text/plain', '');
  } catch (thrown) {
    return refuse(toUpdaterError(thrown), request, { ...refusing, challenge: CHALLENGE });
  }
}
