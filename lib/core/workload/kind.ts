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
  isSuspended,
  updateStrategyEffect,
  type Effect,
} from './effect.ts';
import type { FieldPath } from './field-path.ts';
import type { GitOpsMark } from './gitops.ts';

export interface Kind {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  /** Keys that lead to the one pod template, which each object has; empty where `fields` alone say where images are. */
  readonly podTemplate: FieldPath;
  /** Where else images are. */
  readonly fields: ImageFields;
  /** Whether all images of the pushed repository in an object change together or none does. */
  readonly together: boolean;
  /** Whether a cluster may lack the kind; where one lacks a built-in kind, it is no cluster. */
  readonly optional: boolean;
  /** When a change takes effect, told from the object's `spec`. */
  readonly effect: (spec: JsonObject) => Effect;
  /** Whether the object's `spec` says that it runs no pods: limits do not count such workloads. */
  readonly scaledToZero: (spec: JsonObject) => boolean;
  /** All marks of GitOps tools that are read on its objects; only the built-in ones where it is missing. */
  readonly gitOpsMarks?: readonly GitOpsMark[];
}

/** Fields of an object that lead to images; it need not have any of them. */
interface ImageFields {
  readonly podTemplates: readonly FieldPath[];
  /** Of texts that are images. */
  readonly images: readonly FieldPath[];
}

const NO_FIELDS: ImageFields = { podTemplates: [], images: [] };
const TEMPLATE = ['spec', 'template'] as const;

export const BUILT_IN_KINDS: readonly Kind[] = [
  {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
    podTemplate: TEMPLATE,
    fields: NO_FIELDS,
    together: false,
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
    fields: NO_FIELDS,
    together: false,
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
    fields: NO_FIELDS,
    together: false,
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
    fields: NO_FIELDS,
    together: false,
    optional: false,
    effect: cronJobEffect,
    scaledToZero: ({ suspend }) => suspend === true,
  },
];

/** What configuration says of a kind. */
export type KindRow = Pick<Kind, 'group' | 'version' | 'plural' | 'kind'> &
  Partial<Pick<Kind, 'podTemplate' | 'together'> & ImageFields>;

/**
 * A row for a kind that configuration adds. Its pod template is at `spec.template` unless it says otherwise or where else
 * images are; in the latter case they change together.
 */
export function customKind({
  podTemplate,
  podTemplates = [],
  images = [],
  together,
  ...names
}: KindRow): Kind {
  const paths = [...podTemplates, ...images];
  const own = podTemplate ?? (paths.length === 0 ? TEMPLATE : []);
  const all = own.length === 0 ? paths : [own, ...paths];
  const suspended = isSuspended(all);
  const areJobs = all.every(isJobPath);
  return {
    ...names,
    podTemplate: own,
    fields: { podTemplates, images },
    together: together ?? paths.length > 0,
    optional: true,
    effect: customEffect(all),
    scaledToZero: (spec) => suspended(spec) || (!areJobs && hasNoReplicas(spec)),
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
