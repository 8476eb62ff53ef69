/** A workload on a sandbox, with a plan for it that is about to be applied. */
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { ContainerOutcome } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { patchWorkload, type PatchRun } from '../../lib/kubernetes/patch-workload.ts';
import { withMetadata, type KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { mapOr } from '../../lib/sandbox/json.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { now, onSandbox, type SandboxCluster, type SandboxClusterOptions } from '../support/on-sandbox.ts';
import { planned, planning } from '../support/planning.ts';

export const TO = `${REPOSITORY}:v1@${digest(1)}`;
export const PATH = '/apis/apps/v1/namespaces/shop/deployments/web';

interface Patching extends SandboxCluster {
  readonly clock: FakeClock;
  readonly plan: WorkloadPlan;
  readonly patch: (changes?: Partial<PatchRun>) => Promise<ContainerOutcome[]>;
}

interface Planned {
  readonly push?: Push;
  readonly settings?: Settings;
  /** The local time of the plan; the patch is sent at that of the clock, 1,000,000. */
  readonly now?: number;
}

/** Plans the push of `v1` for the workload `web`, and lets the test patch it. */
export function patching<T>(
  options: SandboxClusterOptions & Planned,
  use: (patching: Patching) => Promise<T>,
): Promise<T> {
  const { push: pushed = push(), settings: configured = settings(), now: plannedAt, ...stage } = options;
  return onSandbox(stage, async ({ sandbox, cluster }) => {
    const clock = fakeClock();
    const asked = { ...planning({ push: pushed, settings: configured, now: plannedAt }), cluster };
    const plan = planned(now(sandbox), asked);
    const { signal } = new AbortController();
    const run = { ...asked, budget: { signal }, clock };
    const patch = (changes: Partial<PatchRun> = {}) => patchWorkload(plan, { ...run, ...changes });
    return use({ sandbox, cluster, clock, plan, patch });
  });
}

/** What an outcome says in a word: the result, or the reason for none. */
export function words(outcomes: readonly ContainerOutcome[]): string[] {
  return outcomes.map((outcome) =>
    'reason' in outcome ? `${outcome.container} ${outcome.reason}` : `${outcome.container} ${outcome.result}`,
  );
}

/** Another writer's change of labels, as the sandbox's fault `otherWriter` wants it. */
export function labelled(labels: Readonly<Record<string, string>>) {
  return (object: KubernetesObject): KubernetesObject =>
    withMetadata(object, { labels: { ...mapOr(object.metadata['labels']), ...labels } });
}

/** Somebody else changes the workload just before the patch is applied. */
export function changedBy(change: (object: KubernetesObject) => KubernetesObject | undefined, times = 1) {
  return { fault: { type: 'otherWriter', change }, times } as const;
}
