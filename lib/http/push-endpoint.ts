/**
 * Where Pub/Sub pushes events to a process of ours: `POST /projects/PROJECT/topics/TOPIC`, as to the function. No platform
 * stands in front here, so the account of the subscription has to prove itself by the token that Pub/Sub sends along,
 * and may push the topics that `pushers` names for it.
 */
import { answerText, type Answer } from './response.ts';
import type { AuthorizePush } from './authorize-push.ts';
import { refuse } from './refuse.ts';
import type { CallbackApi, CallRequest } from './api-options.ts';
import { asFault } from '../core/errors/fault.ts';
import { statusOf, type Handled } from '../core/report/handled.ts';
import { topicNamed, topicPath, type Topic } from '../core/names/topic.ts';
import { PUSH_LIMITS } from './read-body.ts';
import { traceOf } from '../logging/trace.ts';
import { tell } from '../pipeline/report-result.ts';
import { handle } from '../pipeline/handle-event.ts';
import type { Updater } from '../pipeline/context.ts';

export interface PushEndpoint {
  /** Works in place, or shares out where it is told to. */
  readonly updater: Updater;
  readonly authorizePush: AuthorizePush;
  readonly api: CallbackApi;
  readonly onHandled: (handled: Handled) => void;
}

/** The topic that a request of a push subscription is for; undefined for any other request. */
export function pushedTopic({ url, method }: Pick<CallRequest, 'url' | 'method'>): Topic | undefined {
  const [path = ''] = url.split('?');
  if (method !== 'POST' || !path.startsWith('/projects/')) return undefined;
  try {
    return topicNamed(decodeURIComponent(path.slice(1)));
  } catch {
    return undefined;
  }
}

/**
 * 204 for what is over, 500 for what a redelivery can fix; 401, 403 and 413 before anything is handled. The caller is
 * asked before the body is read. Never rejects.
 */
export async function handlePushRequest(
  request: CallRequest,
  topic: Topic,
  { updater, authorizePush, api, onHandled }: PushEndpoint,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    await authorizePush(request.headers, topic);
    const body = await request.readBody(PUSH_LIMITS);
    const { headers } = request;
    // The topic that was authorized, and no second reading of the path.
    const path = topicPath(topic);
    const handled = await handle({ path, headers, body, receivedAt: Date.now() }, updater, signal);
    const { log, results, project } = api;
    await tell(handled, { log, results, trace: traceOf(headers, project) });
    onHandled(handled);
    return answerText(statusOf(handled), 'text/plain', '');
  } catch (thrown) {
    return refuse(asFault(thrown), request, api);
  }
}
