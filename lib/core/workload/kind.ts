/**
 * Kinds of workloads, as rows of a table. The configuration adds rows (Argo Rollouts, Knative Services); code does not
 * distinguish kinds. ReplicaSets, Jobs and Pods are not included, because controllers create them from templates.
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
  /** The path to the pod template of each object; empty if only `fields` define images. */
  readonly podTemplate: FieldPath;
  /** Further images. */
  readonly fields: ImageFields;
  /** Whether all images of the pushed repository in an object are updated together or not at all. */
  readonly together: boolean;
  /** Whether the kind may be missing in a cluster; built-in kinds exist in every cluster. */
  readonly optional: boolean;
  /** When a change takes effect, from the `spec` of the object. */
  readonly effect: (spec: JsonObject) => Effect;
  /** Whether the `spec` says that the object runs no pods; limits do not count such workloads. */
  readonly scaledToZero: (spec: JsonObject) => boolean;
  /** The marks of GitOps tools on its objects. Default: the built-in ones. */
  readonly gitOpsMarks?: readonly GitOpsMark[];
}

/** Paths to images in an object, all optional. */
interface ImageFields {
  readonly podTemplates: readonly FieldPath[];
  /** Paths to image fields. */
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
    // Its spec does not contain the number of nodes on which it runs.
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

/** The configuration of a kind. */
export type KindRow = Pick<Kind, 'group' | 'version' | 'plural' | 'kind'> &
  Partial<Pick<Kind, 'podTemplate' | 'together'> & ImageFields>;

/**
 * A row for a kind of the configuration. Its pod template is at `spec.template`, unless the row defines other paths; images
 * of other paths are updated together.
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

/** The API path of all objects of a kind, in a namespace or in all. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const api = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return namespace === undefined ? `${api}/${kind.plural}` : `${api}/namespaces/${namespace}/${kind.plural}`;
}

/** Without `replicas` the API server starts one pod. */
function hasNoReplicas({ replicas }: JsonObject): boolean {
  return typeof replicas === 'number' && replicas <= 0;
}
