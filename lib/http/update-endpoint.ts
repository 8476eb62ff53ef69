/** A call of the API: authentication, authorization, the event, and the response. */
import type { Caller } from '../core/event/caller.ts';
import type { Ignored } from '../core/event/decode-push.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { Completed } from '../core/report/event-result.ts';
import { isEmptyReport } from '../core/report/report.ts';
import { matchesAny } from '../core/settings.ts';
import { printable } from '../core/text/printable.ts';
import { dryRunEntry } from '../logging/log-entries.ts';
import { logLine } from '../logging/log-line.ts';
import { parseTraceContext, type TraceContext } from '../logging/trace-context.ts';
import { inPlace, type App } from '../pipeline/context.ts';
import { handleEvent } from '../pipeline/handle-event.ts';
import { explainReason } from '../report/explain-reason.ts';
import type { ApiOptions, CallRequest, RefusalContext } from './api-options.ts';
import type { CallLimiter } from './call-limiter.ts';
import { hasJsonBody, refuse } from './refuse.ts';
import { reportResponse } from './report-response.ts';
import { problemResponse, type HttpResponse } from './http-response.ts';
import { CALL_LIMITS, readUpdateRequest, type UpdateRequest } from './update-request.ts';

const NOTHING = 'No workload was found that runs this image.';

/** The options of the route: those of the API, and its count of calls in flight. */
export type UpdateApi = ApiOptions & { readonly limit: CallLimiter };

/** Handles `POST /api/update`: the caller is authenticated before anything is read or counted. Never rejects. */
export async function updateImage(
  request: CallRequest,
  query: URLSearchParams,
  api: UpdateApi,
  signal: AbortSignal,
): Promise<HttpResponse> {
  let caller: Caller | undefined;
  try {
    const identified = await api.authenticate(request.headers);
    caller = identified;
    return await api.limit(async () => {
      requireJson(request);
      const { aliases } = api.app.settings;
      const call = readUpdateRequest(await request.readBody(CALL_LIMITS), query, aliases);
      requireRights(identified, call);
      return runCall({ call, caller: identified, request }, api, signal);
    });
  } catch (thrown) {
    return refuse(toUpdaterError(thrown), request, api, caller?.name);
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

/** An authorized call. */
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
  const allowed = appFor(caller, api.app);
  const app = dryRun ? dryRunApp(allowed, trace) : allowed;
  const result = await handleEvent({ from: 'api', call, trace }, app, signal);
  if (result.status === 'ignored') return answerIgnored(result);
  if ('fault' in result && dryRun) return refuse(result.fault, request, logged(api), caller.name);
  if ('fault' in result) throw result.fault;
  if (result.status === 'fanned-out' || result.status === 'reconciled')
    throw new UpdaterError('Unexpected', 'expected a report, got another result');
  return answerCompleted(result, note);
}

function answerCompleted(
  { report, requeue, lookUpFault }: Completed,
  note: string | undefined,
): HttpResponse {
  const notes = [
    note,
    lookUpFault && lookUpNote(lookUpFault),
    isEmptyReport(report) ? NOTHING : undefined,
  ].flatMap((each) => each ?? []);
  return reportResponse(report, {
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
    ...(requeue?.is === 'queued' ? { requeued: true } : {}),
  });
}

/** Why the registry does not name the digest. */
function lookUpNote({ reason, message }: UpdaterError): string {
  return `The digest of the tag is unknown (${reason}): ${message}.`;
}

/** For a response that is logged already. */
function logged({ project }: ApiOptions): RefusalContext {
  return { project, logRefusal: () => undefined };
}

/** The API ignores the same pushes as events. */
function answerIgnored({ reason: code, detail: subject }: Ignored): HttpResponse {
  const { reason, message, remedy, detail } = explainReason(code, subject);
  return problemResponse(422, { reason, title: message, detail, remedy });
}

/** For the clusters that the caller may update. With a key for some clusters nothing is queued: the event would reach all of them. */
function appFor({ clusters, name }: Caller, app: App): App {
  const sources = app.sources.filter((source) => clusters === undefined || matchesAny(clusters, source.name));
  if (sources.length === 0)
    throw new UpdaterError('PermissionDenied', `the key ${name} is not authorized for any cluster`);
  return { ...inPlace(app), sources, ...(clusters !== undefined && { replay: undefined }) };
}

/** Changes, queues and publishes nothing, and logs one line. */
function dryRunApp(
  { settings, sources, timeLimits, concurrency, resolveDigest, log }: App,
  trace: TraceContext | undefined,
): App {
  return {
    settings: { ...settings, mode: 'observe' },
    sources,
    log: () => undefined,
    onResult: (result) => log(logLine(dryRunEntry(result), trace)),
    ...(timeLimits && { timeLimits }),
    ...(concurrency && { concurrency }),
    resolveDigest,
  };
}
