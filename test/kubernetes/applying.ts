/** Plans that are applied to a sandbox. */
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { PlanInMemory } from '../../lib/core/plan/plan-memory.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { ContainerOutcome } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import { apply, type ApplyRun } from '../../lib/kubernetes/apply.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { readJson } from '../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { kind, settings, written, type Given } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { collectGarbage } from '../support/heap.ts';
import type { SandboxCluster } from '../support/on-sandbox.ts';
import { planned, planning } from '../support/planning.ts';

export function named(count: number): Given[] {
  return Array.from({ length: count }, (_, index) => ({ name: `web-${String(index).padStart(2, '0')}` }));
}

/** The same where something was applied already: their plans are written without reading them again. */
export function followed(count: number): Given[] {
  return named(count).map((given) => ({ ...given, metadata: written() }));
}

/** Plans a push for all Deployments of the sandbox, and applies it; plans are kept as `keep` says. */
export function applied(
  { sandbox, cluster }: SandboxCluster,
  configured: Settings = settings(),
  changes: Partial<ApplyRun> = {},
  keep: (plan: WorkloadPlan) => PlanInMemory = (plan) => plan,
): Promise<ContainerOutcome[]> {
  const workloads = sandbox
    .objects('Deployment')
    .flatMap((object) => parseWorkload(kind('Deployment'), object) ?? []);
  const asked = { ...planning({ settings: configured }), cluster };
  const plans = workloads.map((workload) => keep(planned(workload, asked)));
  const { signal } = new AbortController();
  return apply(plans, { ...asked, budget: { signal }, clock: fakeClock(), ...changes });
}

export function says(outcomes: readonly ContainerOutcome[]): string[] {
  return outcomes.map(
    (outcome) => `${outcome.workload.name} ${'reason' in outcome ? outcome.reason : outcome.result}`,
  );
}

/** Counts the requests that are under way through a transport, and how many were at most. */
export function counting(transport: Transport) {
  const count = { now: 0, most: 0 };
  const json: Transport['json'] = async (request) => {
    count.now += 1;
    count.most = Math.max(count.most, count.now);
    try {
      return await transport.json(request);
    } finally {
      count.now -= 1;
    }
  };
  return { count, transport: { ...transport, json } };
}

/** A transport whose patches of the workloads that `hangs` names time out; and what was patched, in that order. */
export function hanging(transport: Transport, hangs: (path: string) => boolean) {
  const asked: string[] = [];
  const json: Transport['json'] = (request) => {
    asked.push(request.path);
    return hangs(request.path)
      ? Promise.reject(new UpdaterError('Timeout', 'hangs'))
      : transport.json(request);
  };
  return { asked, transport: { ...transport, json } };
}

/** A transport that counts the workloads that were read and are not done: so many patches of each are sent, or one that is let through. */
export function holding(transport: Transport, patches: number) {
  const sent = new Map<string, number>();
  const held = new Set<string>();
  const count = { most: 0 };
  const json: Transport['json'] = async (request) => {
    const { method, path } = request;
    if (method === 'PATCH') sent.set(path, (sent.get(path) ?? 0) + 1);
    try {
      const response = await transport.json(request);
      if (method === 'GET') held.add(path);
      else if (response.status === 200) held.delete(path);
      return response;
    } finally {
      count.most = Math.max(count.most, held.size);
      if (sent.get(path) === patches) held.delete(path);
    }
  };
  return { count, transport: { ...transport, json } };
}

/**
 * A transport that keeps the second patch of each workload waiting until `atOnce` of them wait, and counts then how many
 * answers to first patches are still in memory.
 */
export function keepingCorrections(transport: Transport, atOnce: number) {
  const answers = new Map<string, WeakRef<object>>();
  const waiting: (() => void)[] = [];
  const count = { answered: 0, kept: 0 };
  const measure = async (): Promise<void> => {
    await new Promise((resolve) => void setImmediate(resolve));
    collectGarbage();
    count.answered = answers.size;
    count.kept = [...answers.values()].filter((answer) => answer.deref() !== undefined).length;
    for (const resolve of waiting.splice(0)) resolve();
  };
  const json: Transport['json'] = async (request) => {
    const isCorrection = request.method === 'PATCH' && answers.has(request.path);
    if (isCorrection && count.answered === 0) {
      if (waiting.length + 1 === atOnce) void measure();
      await new Promise<void>((resolve) => void waiting.push(resolve));
    }
    const response = await transport.json(request);
    if (request.method === 'PATCH' && !isCorrection) answers.set(request.path, new WeakRef(response));
    return response;
  };
  return { count, transport: { ...transport, json } };
}

/** A transport that answers every patch of a workload but the first with a conflict. */
export function conflictingAfterFirst(transport: Transport): Transport {
  const patched = new Set<string>();
  const json: Transport['json'] = async (request) => {
    if (request.method !== 'PATCH' || !patched.has(request.path)) {
      if (request.method === 'PATCH') patched.add(request.path);
      return transport.json(request);
    }
    const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Conflict', code: 409 };
    return { status: 409, body, text: '', retryAfter: undefined, request: `PATCH ${request.path}` };
  };
  return { ...transport, json };
}

/** As admission does that knows a mirror. */
export function mirrored(object: KubernetesObject): KubernetesObject {
  const spec = JSON.stringify(object['spec']).replaceAll('europe-docker.pkg.dev', 'mirror.example.com');
  return { ...object, spec: readJson(spec) };
}
