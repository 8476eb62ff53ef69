/**
 * Kinds of workloads, as rows of one table. Configuration adds rows (Argo Rollouts, Knative Services); code
 * never asks which kind it has. ReplicaSets, Jobs and Pods are not here: others make them from templates.
 */
import type { JsonObject } from '../text/json.ts';
import {
  cronJobEffect,
  customEffect,
  deploymentEffect,
  isJobPath,
  updateStrategyEffect,
  type Effect,
} from './effect.ts';

export interface Kind {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  /** Keys that lead to the pod template. */
  readonly podTemplate: readonly string[];
  /** Whether a changed `restartedAt` on the pod template starts new pods. */
  readonly restartable: boolean;
  /** Whether a cluster may lack the kind; where one lacks a built-in kind, it is no cluster. */
  readonly optional: boolean;
  /** When a change takes effect, told from the object's `spec`. */
  readonly effect: (spec: JsonObject) => Effect;
  /** Whether the object's `spec` says that it runs no pods: limits do not count such workloads. */
  readonly scaledToZero: (spec: JsonObject) => boolean;
}

const TEMPLATE = ['spec', 'template'] as const;

export const BUILT_IN_KINDS: readonly Kind[] = [
  {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
    podTemplate: TEMPLATE,
    restartable: true,
    optional: false,
    effect: deploymentEffect,
    scaledToZero: hasNoReplicas,
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'statefulsets',
    kind: 'StatefulSet',
    podTemplate: TEMPLATE,
    restartable: true,
    optional: false,
    effect: updateStrategyEffect,
    scaledToZero: hasNoReplicas,
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'daemonsets',
    kind: 'DaemonSet',
    podTemplate: TEMPLATE,
    restartable: true,
    optional: false,
    effect: updateStrategyEffect,
    // Its spec does not say on how many nodes it runs.
    scaledToZero: () => false,
  },
  {
    group: 'batch',
    version: 'v1',
    plural: 'cronjobs',
    kind: 'CronJob',
    podTemplate: ['spec', 'jobTemplate', ...TEMPLATE],
    restartable: false,
    optional: false,
    effect: cronJobEffect,
    scaledToZero: ({ suspend }) => suspend === true,
  },
];

/** A row for a kind that configuration adds; its pod template is at `spec.template` unless said otherwise. */
export function customKind(
  row: Pick<Kind, 'group' | 'version' | 'plural' | 'kind'> & Partial<Pick<Kind, 'podTemplate'>>,
): Kind {
  const { podTemplate = TEMPLATE } = row;
  const effect = customEffect([podTemplate]);
  const isJob = isJobPath(podTemplate);
  return {
    ...row,
    podTemplate,
    // Jobs that run are not replaced.
    restartable: !isJob,
    optional: true,
    effect,
    scaledToZero: (spec) => effect(spec) === 'suspended' || (!isJob && hasNoReplicas(spec)),
  };
}

/** Path of the API for all objects of a kind, in one namespace or everywhere. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const api = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return namespace === undefined ? `${api}/${kind.plural}` : `${api}/namespaces/${namespace}/${kind.plural}`;
}

/** Without `replicas` the API server starts one pod. */
function hasNoReplicas({ replicas }: JsonObject): boolean {
  return typeof replicas === 'number' && replicas <= 0;
}
