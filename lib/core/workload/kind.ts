/**
 * Kinds of workloads, as rows of one table. Configuration adds rows (Argo Rollouts, Knative Services); code
 * never asks which kind it has. ReplicaSets, Jobs and Pods are not here: others make them from templates.
 */
import type { GitOpsMark } from './gitops.ts';
import { valueAt, type JsonObject } from '../text/json.ts';

/**
 * When a changed image takes effect: `now` starts a rollout; `paused` waits until somebody resumes; `onDelete`
 * until pods are deleted; `partition` only for the ordinals above the partition; `nextRun` with the next job of
 * a CronJob; `suspended` with the next job once it is resumed.
 */
export type Effect = 'now' | 'paused' | 'onDelete' | 'partition' | 'nextRun' | 'suspended';

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
  /** All marks of GitOps tools that are read on its objects; only the built-in ones where it is missing. */
  readonly gitOpsMarks?: readonly GitOpsMark[];
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
    effect: unlessPaused,
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
    effect: byUpdateStrategy,
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
    effect: byUpdateStrategy,
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
    effect: bySuspension,
    scaledToZero: ({ suspend }) => suspend === true,
  },
];

/** A row for a kind that configuration adds; its pod template is at `spec.template` unless said otherwise. */
export function customKind(
  row: Pick<Kind, 'group' | 'version' | 'plural' | 'kind'> & Partial<Pick<Kind, 'podTemplate'>>,
): Kind {
  return {
    podTemplate: TEMPLATE,
    restartable: true,
    optional: true,
    effect: unlessPaused,
    scaledToZero: hasNoReplicas,
    ...row,
  };
}

/** Path of the API for all objects of a kind, in one namespace or everywhere. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const api = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return namespace === undefined ? `${api}/${kind.plural}` : `${api}/namespaces/${namespace}/${kind.plural}`;
}

function unlessPaused(spec: JsonObject): Effect {
  return spec['paused'] === true ? 'paused' : 'now';
}

function byUpdateStrategy(spec: JsonObject): Effect {
  if (valueAt(spec, ['updateStrategy', 'type']) === 'OnDelete') return 'onDelete';
  const partition = valueAt(spec, ['updateStrategy', 'rollingUpdate', 'partition']);
  return typeof partition === 'number' && partition > 0 ? 'partition' : 'now';
}

function bySuspension(spec: JsonObject): Effect {
  return spec['suspend'] === true ? 'suspended' : 'nextRun';
}

/** Without `replicas` the API server starts one pod. */
function hasNoReplicas({ replicas }: JsonObject): boolean {
  return typeof replicas === 'number' && replicas <= 0;
}
