/**
 * Where Pub/Sub pushes events to a process of ours: `POST /projects/PROJECT/topics/TOPIC`, as to the function. No platform
 * stands in front here, so who pushes has to prove himself by the token that Pub/Sub sends along.
 */
import { answerText, type Answer } from '../callback/answer.ts';
import type { Identify } from '../callback/callers.ts';
import { refuse } from '../callback/refuse.ts';
import type { CallbackApi, CallRequest } from '../callback/surroundings.ts';
import { asFault } from '../core/fault.ts';
import { statusOf, type Handled } from '../core/handled.ts';
import { traceOf } from '../output/trace.ts';
import { tell } from '../tell.ts';
import { handle } from '../update.ts';
import type { Updater } from '../updater.ts';

export interface PushEndpoint {
  /** Works in place, or shares out where it is told to. */
  readonly updater: Updater;
  /** Of Google accounts alone: an API key is for calls. */
  readonly identify: Identify;
  readonly api: CallbackApi;
  readonly onHandled: (handled: Handled) => void;
}

/** Whether a request is one of a push subscription. */
export function isPush({ url, method }: Pick<CallRequest, 'url' | 'method'>): boolean {
  return method === 'POST' && url.startsWith('/projects/');
}

/** 204 for what is over, 500 for what a redelivery can mend, 401 for who proves nothing. Never rejects. */
export async function pushed(
  request: CallRequest,
  { updater, identify, api, onHandled }: PushEndpoint,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    await identify(request.headers);
  } catch (thrown) {
    return refuse(asFault(thrown), request, api);
  }
  const { url, headers, body } = request;
  const [path = ''] = url.split('?');
  const handled = await handle({ path, headers, body, receivedAt: Date.now() }, updater, signal);
  const { log, results, project } = api;
  await tell(handled, { log, results, trace: traceOf(headers, project) });
  onHandled(handled);
  return answerText(statusOf(handled), 'text/plain', '');
}
