/** A call: who makes it, what he may, the push that it means, and what came of it. */
import type { Caller } from '../core/caller.ts';
import type { Delivery } from '../core/delivery.ts';
import { asFault, Fault } from '../core/fault.ts';
import type { Handled } from '../core/handled.ts';
import type { Push } from '../core/push.ts';
import { registryEvent } from '../core/registry-event.ts';
import { isAboutNothing, wantsRedelivery, type Report } from '../core/report.ts';
import { matchesAny } from '../core/settings.ts';
import { printable } from '../core/text.ts';
import { traceOf } from '../output/trace.ts';
import { tell } from '../tell.ts';
import { update } from '../update.ts';
import type { Updater } from '../updater.ts';
import type { Answer } from './answer.ts';
import { readCall, type Call } from './call.ts';
import { requeue } from './requeue.ts';
import { isJson, refuse } from './refuse.ts';
import { answerTo } from './report-answer.ts';
import type { CallbackApi, CallRequest } from './surroundings.ts';

const NOTHING = 'No workload was found that runs this image.';

/** Answers `POST /api/update`. Never rejects. */
export async function updateImage(
  request: CallRequest,
  query: URLSearchParams,
  api: CallbackApi,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const caller = await api.identify(request.headers);
    requireJson(request);
    const dryRun = dryRunIn(query);
    const call = readCall(request.body, api.updater.settings.aliases);
    requireRights(caller, call);
    return await brought(call, caller, dryRun, request, api, signal);
  } catch (thrown) {
    return refuse(asFault(thrown), request, api);
  }
}

function requireJson(request: CallRequest): void {
  if (isJson(request)) return;
  const type = printable(String(request.headers['content-type'] ?? 'none'));
  throw new Fault('NotJson', `the content type application/json was expected, ${type} came`);
}

function dryRunIn(query: URLSearchParams): boolean {
  const values = query.getAll('dryRun');
  const [value = 'false'] = values;
  if (values.length > 1 || (value !== 'true' && value !== 'false'))
    throw new Fault(
      'WrongShape',
      `true or false was expected as \`dryRun\`, ${printable(values.join(', '))} came`,
    );
  return value === 'true';
}

function requireRights({ repositories, name }: Caller, { pushed }: Call): void {
  if (repositories !== undefined && !matchesAny(repositories, pushed.repository))
    throw new Fault('NotForCaller', `the key ${name} may not speak of ${pushed.repository}`);
}

async function brought(
  { pushed, note }: Call,
  caller: Caller,
  dryRun: boolean,
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
    throw new Fault('NotForCaller', `the key ${name} may change none of the clusters`);
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
