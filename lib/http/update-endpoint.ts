/** A call: who makes it, what he may, the push that it means, and what came of it. */
import type { Caller } from '../core/event/caller.ts';
import { whyIgnored, type Ignored } from '../core/event/decode.ts';
import type { Delivery } from '../core/event/delivery.ts';
import { asFault, Fault } from '../core/errors/fault.ts';
import type { Handled } from '../core/report/handled.ts';
import type { Push } from '../core/event/push.ts';
import { registryEvent } from '../core/event/registry-event.ts';
import { isAboutNothing, wantsRedelivery, type Report } from '../core/report/report.ts';
import { matchesAny } from '../core/settings.ts';
import { printable } from '../core/text/printable.ts';
import { traceOf } from '../logging/trace.ts';
import { why } from '../report/explain.ts';
import { tell } from '../pipeline/report-result.ts';
import { update } from '../pipeline/handle-event.ts';
import type { Updater } from '../pipeline/context.ts';
import { CALL_LIMITS, readCall, type Call } from './update-request.ts';
import type { CallLimiter } from './call-limiter.ts';
import { answerProblem, type Answer } from './response.ts';
import { requeue } from './requeue.ts';
import { isJson, refuse } from './refuse.ts';
import { answerTo } from './report-response.ts';
import type { CallbackApi, CallRequest } from './api-options.ts';

const NOTHING = 'No workload was found that runs this image.';

/** What the route works with: the API, and its count of calls in flight. */
export type UpdateApi = CallbackApi & { readonly limit: CallLimiter };

/** Answers `POST /api/update`: who calls is asked before anything is read or counted. Never rejects. */
export async function updateImage(
  request: CallRequest,
  query: URLSearchParams,
  api: UpdateApi,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const caller = await api.identify(request.headers);
    return await api.limit(() => authenticated(caller, request, query, api, signal));
  } catch (thrown) {
    return refuse(asFault(thrown), request, api);
  }
}

async function authenticated(
  caller: Caller,
  request: CallRequest,
  query: URLSearchParams,
  api: UpdateApi,
  signal: AbortSignal,
): Promise<Answer> {
  requireJson(request);
  const { settings } = api.updater;
  const call = readCall(await request.readBody(CALL_LIMITS), query, settings.aliases);
  requireRights(caller, call);
  const ignored = whyIgnored(call.pushed, settings);
  return ignored === undefined ? runUpdate(call, caller, request, api, signal) : answerIgnored(ignored);
}

/** What every event path ignores, the API ignores too. */
function answerIgnored({ ignored, detail }: Ignored): Answer {
  const { reason, message, remedy } = why(ignored, detail);
  return answerProblem(422, { reason, title: message, detail, remedy });
}

function requireJson(request: CallRequest): void {
  if (isJson(request)) return;
  const type = printable(String(request.headers['content-type'] ?? 'none'));
  throw new Fault('NotJson', `expected the content type application/json, got ${type}`);
}

function requireRights({ repositories, name }: Caller, { pushed }: Call): void {
  if (repositories !== undefined && !matchesAny(repositories, pushed.repository))
    throw new Fault('NotForCaller', `the key ${name} is not authorized for ${pushed.repository}`);
}

async function runUpdate(
  { pushed, note, dryRun }: Call,
  caller: Caller,
  request: CallRequest,
  api: CallbackApi,
  signal: AbortSignal,
): Promise<Answer> {
  const push: Push = { ...pushed, publishedAt: Date.now(), id: crypto.randomUUID(), caller: caller.name };
  const report = await update(push, updaterFor(caller, api.updater, dryRun), signal);
  if (!dryRun) await tellOf(push, report, request, api);
  const requeued = !dryRun && wantsRedelivery(report) && (await requeue(push, caller, api.replay, signal));
  const notes = [note, isAboutNothing(report) ? NOTHING : undefined].flatMap((each) => each ?? []);
  return answerTo(report, {
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
    ...(requeued ? { requeued } : {}),
  });
}

function updaterFor({ clusters, name }: Caller, updater: Updater, dryRun: boolean): Updater {
  const { settings, sources } = updater;
  const allowed = sources.filter((source) => clusters === undefined || matchesAny(clusters, source.name));
  if (allowed.length === 0)
    throw new Fault('NotForCaller', `the key ${name} is not authorized for any cluster`);
  return { ...updater, sources: allowed, settings: dryRun ? { ...settings, mode: 'observe' } : settings };
}

async function tellOf(
  push: Push,
  report: Report,
  { headers }: CallRequest,
  { log, results, project, onHandled }: CallbackApi,
): Promise<void> {
  const { id, publishedAt, repository, tag, digest } = push;
  const data = registryEvent(repository, tag, digest);
  const delivery: Delivery = { shape: 'callback', data, attributes: {}, id, publishedAt };
  const handled: Handled = { event: 'handled', delivery, report };
  await tell(handled, { log, results, trace: traceOf(headers, project) });
  onHandled?.(handled);
}
