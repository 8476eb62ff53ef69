/** What the tests of the HTTP API start from. */
import type { CallRequest } from '../../lib/http/api-options.ts';
import type { ApiOptions } from '../../lib/http/api-options.ts';
import type { Caller } from '../../lib/core/event/caller.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { reportCluster, type Failed, type Report } from '../../lib/core/report/report.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { objectOr, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import type { HttpResponse } from '../../lib/http/http-response.ts';
import { push, settings } from '../support/builders.ts';

export const CALLER: Caller = { name: 'ci' };

/** An API without clusters, in which everybody is {@link CALLER}. */
export function api(changes: Partial<ApiOptions> = {}): ApiOptions {
  return {
    app: { settings: settings(), sources: [], log: () => undefined },
    authenticate: () => Promise.resolve(CALLER),
    callsInFlight: 1,
    project: undefined,
    logRefusal: () => undefined,
    ...changes,
  };
}

/** What a test changes of a request; `body` is what `readBody` gives, within its limits. */
export type RequestChanges = Partial<CallRequest> & { readonly body?: Uint8Array };

const BODY = new TextEncoder().encode('{"imageName":"a.example/b","tag":"v1"}');

export function request({ body = BODY, ...changes }: RequestChanges = {}): CallRequest {
  return {
    method: 'POST',
    url: '/api/update',
    headers: { 'content-type': 'application/json' },
    readBody: ({ maxBytes }) =>
      body.length > maxBytes ? Promise.reject(new UpdaterError('TooLarge', 'd')) : Promise.resolve(body),
    ...changes,
  };
}

/** A report of one cluster with failures of these reasons: of workloads, and of the cluster itself. */
export function report(failed: readonly ErrorReason[], faults: readonly ErrorReason[] = []): Report {
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

export function bodyOf({ body }: HttpResponse): JsonObject {
  return objectOr(parseJson(body));
}
