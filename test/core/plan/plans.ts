/** Plans of workloads, in words. */
import type { WorkloadPlan } from '../../../lib/core/plan/plan.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { Settings } from '../../../lib/core/settings.ts';
import { CLUSTER, digest, push, REPOSITORY, settings, workload, type Given } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';

export const IMAGE = `${REPOSITORY}:v1`;
export const NEW = `${IMAGE}@${digest(1)}`;

/** By container: the new image, the reason, or both where mark and record advance; containers not concerned are absent. */
export function inWords({ changes, skipped }: WorkloadPlan): Record<string, string> {
  const left = skipped.map(({ container, reason }) => [container, reason] as const);
  const changed = changes.map(
    ({ container, decision }) =>
      [container.name, decision.action === 'update' ? decision.to : `${decision.reason}, advances`] as const,
  );
  return Object.fromEntries([...changed, ...left]);
}

interface Where {
  readonly push?: Partial<Push>;
  readonly settings?: Partial<Settings>;
  readonly cluster?: typeof CLUSTER;
}

export function plan(
  given: Given,
  { push: pushed, settings: changes, cluster = CLUSTER }: Where = {},
): WorkloadPlan {
  return planned(workload(given), { push: push(pushed), cluster, settings: settings(changes) });
}

export const decided = (given: Given, where?: Where): Record<string, string> => inWords(plan(given, where));

export const running = (...images: unknown[]) => ({
  containers: images.map((image, index) => ({ name: `c${index}`, image })),
});
