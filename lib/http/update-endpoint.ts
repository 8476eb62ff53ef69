/** A call: who makes it, what the caller may do, the event that it becomes, and what came of it. */
import type { Caller } from '../core/event/caller.ts';
import type { Ignored } from '../core/event/decode-push.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import { isEmptyReport, wantsRedelivery } from '../core/report/report.ts';
import { matchesAny } from '../core/settings.ts';
import { printable } from '../core/text/printable.ts';
import { parseTraceContext } from '../logging/trace-context.ts';
import { inPlace, type App } from '../pipeline/context.ts';
import { handleEvent } from '../pipeline/handle-event.ts';
import { explainReason } from '../report/explain-reason.ts';
import type { ApiOptions, CallRequest } from './api-options.ts';
import type { CallLimiter } from './call-limiter.ts';
import { hasJsonBody, refuse } from './refuse.ts';
import { reportResponse } from './report-response.ts';
import { requeue } from './requeue.ts';
import { problemResponse, type HttpResponse } from './http-response.ts';
import { CALL_LIMITS, readUpdateRequest, type UpdateRequest } from './update-request.ts';

const NOTHING = 'No workload was found that runs this image.';

/** What the route works with: the API, and its count of calls in flight. */
export type UpdateApi = ApiOptions & { readonly limit: CallLimiter };

/** Answers `POST /api/update`: the caller is authenticated before anything is read or counted. Never rejects. */
export async function updateImage(
  request: CallRequest,
  query: URLSearchParams,
  api: UpdateApi,
  signal: AbortSignal,
): Promise<HttpResponse> {
  try {
    const caller = await api.identify(request.headers);
    return await api.limit(async () => {
      requireJson(request);
      const { aliases } = api.app.settings;
      const call = readUpdateRequest(await request.readBody(CALL_LIMITS), query, aliases);
      requireRights(caller, call);
      return runCall({ call, caller, request }, api, signal);
    });
  } catch (thrown) {
    return refuse(toUpdaterError(thrown), request, api);
  }
}

function requireJson(request: CallRequest): void {
  if (hasJsonBody(request)) return;
  const type = printable(String(request.headers['content-type'] ?? 'none'));
  throw new UpdaterError('NotJson', `expected the content type application/json, got ${type}`);
}

function requireRights({ repositories, name }: Caller, { pushed }: UpdateRequest): void {
  if (repositories !== undefined && !matchesAny(repositories, pushed.repository))
    throw new UpdaterError('PermissionDenied', `the key ${name} is not authorized for ${pushed.repository}`);
}

/** A call that may be made. */
interface AllowedCall {
  readonly call: UpdateRequest;
  readonly caller: Caller;
  readonly request: CallRequest;
}

async function runCall(
  { call: { pushed, note, dryRun }, caller, request }: AllowedCall,
  api: ApiOptions,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const call = { pushed, caller: caller.name, id: crypto.randomUUID(), receivedAt: Date.now() };
  const trace = parseTraceContext(request.headers, api.project);
  const app = appFor(caller, api.app, dryRun);
  const result = await handleEvent({ from: 'api', call, trace }, app, signal);
  if (result.status === 'ignored') return answerIgnored(result);
  if ('fault' in result) throw result.fault;
  if (result.status === 'fanned-out')
    throw new UpdaterError('Unexpected', 'expected a report, got cluster tasks');
  const { report } = result;
  const isRequeued = wantsRedelivery(report) && (await requeue(report.push, caller, app.replay, signal));
  const notes = [note, isEmptyReport(report) ? NOTHING : undefined].flatMap((each) => each ?? []);
  return reportResponse(report, {
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
    ...(isRequeued ? { requeued: true } : {}),
  });
}

/** What every event path ignores, the API ignores too. */
function answerIgnored({ reason: code, detail: subject }: Ignored): HttpResponse {
  const { reason, message, remedy, detail } = explainReason(code, subject);
  return problemResponse(422, { reason, title: message, detail, remedy });
}

/** For the clusters that the caller may update; a dry run changes nothing, logs nothing and queues nothing. */
function appFor({ clusters, name }: Caller, app: App, dryRun: boolean): App {
  const sources = app.sources.filter((source) => clusters === undefined || matchesAny(clusters, source.name));
  if (sources.length === 0)
    throw new UpdaterError('PermissionDenied', `the key ${name} is not authorized for any cluster`);
  const allowed = { ...inPlace(app), sources };
  if (!dryRun) return allowed;
  const { settings, budgets, concurrency } = allowed;
  return {
    settings: { ...settings, mode: 'observe' },
    sources,
    log: () => undefined,
    ...(budgets && { budgets }),
    ...(concurrency && { concurrency }),
  };
}
