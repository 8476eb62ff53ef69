/** What the tests of the HTTP API start from. */
import type { CallbackApi, CallRequest } from '../../lib/callback/surroundings.ts';
import type { Caller } from '../../lib/core/caller.ts';
import { reportCluster, type Failed, type Report } from '../../lib/core/report.ts';
import type { FaultReason } from '../../lib/core/reason.ts';
import { objectOr, parseJson, type JsonObject } from '../../lib/core/json.ts';
import type { Answer } from '../../lib/callback/answer.ts';
import { push, settings } from '../core/given.ts';

export const CALLER: Caller = { name: 'ci' };

/** An API without clusters, in which everybody is {@link CALLER}. */
export function api(changes: Partial<CallbackApi> = {}): CallbackApi {
  return {
    updater: { settings: settings(), sources: [] },
    identify: () => Promise.resolve(CALLER),
    callsInFlight: 1,
    replay: undefined,
    results: undefined,
    log: () => undefined,
    project: undefined,
    ...changes,
  };
}

export function request(changes: Partial<CallRequest> = {}): CallRequest {
  return {
    method: 'POST',
    url: '/api/update',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode('{"imageName":"a.example/b","tag":"v1"}'),
    ...changes,
  };
}

/** A report of one cluster with failures of these reasons: of workloads, and of the cluster itself. */
export function report(failed: readonly FaultReason[], faults: readonly FaultReason[] = []): Report {
  const workload = { kind: 'Deployment', namespace: 'shop', name: 'web' };
  const outcomes = failed.map((reason): Failed => ({
    workload,
    container: 'app',
    image: 'a:b',
    result: 'failed',
    reason,
    detail: 'd',
  }));
  const all = faults.map((reason) => ({ where: 'list', reason, detail: 'd' }));
  return { push: push(), clusters: [reportCluster('test', 1, outcomes, all)] };
}

export function bodyOf({ body }: Answer): JsonObject {
  return objectOr(parseJson(body));
}
