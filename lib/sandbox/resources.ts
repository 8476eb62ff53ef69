/** The kinds that the sandbox serves, as rows of a table, and their paths. */

/** A kind. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The path to the pod template; undefined for kinds that are not workloads. */
  readonly template?: readonly string[];
  /** Only for Deployments the API server increases the generation also for changed annotations. */
  readonly annotationsCount?: true;
  /**
   * Defined by a CustomResourceDefinition: its objects are untyped, so list items contain kind and apiVersion, keys have
   * alphabetical order, and other code writes other errors.
   */
  readonly custom?: true;
  /** A review that is posted, answered and not stored; see review.ts. */
  readonly review?: true;
}

const POD_TEMPLATE = ['spec', 'template'];
const JOB_TEMPLATE = ['spec', 'jobTemplate', 'spec', 'template'];

/** The kinds of every sandbox. */
export const BUILT_IN: readonly Resource[] = [
  {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
    namespaced: true,
    template: POD_TEMPLATE,
    annotationsCount: true,
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'statefulsets',
    kind: 'StatefulSet',
    namespaced: true,
    template: POD_TEMPLATE,
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'daemonsets',
    kind: 'DaemonSet',
    namespaced: true,
    template: POD_TEMPLATE,
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'replicasets',
    kind: 'ReplicaSet',
    namespaced: true,
    template: POD_TEMPLATE,
  },
  {
    group: 'batch',
    version: 'v1',
    plural: 'cronjobs',
    kind: 'CronJob',
    namespaced: true,
    template: JOB_TEMPLATE,
  },
  { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true, template: POD_TEMPLATE },
  { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true },
  { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false },
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    plural: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    namespaced: false,
    review: true,
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    namespaced: false,
    review: true,
  },
];

/** `apps/v1`, and `v1` for the core group. */
export function formatApiVersion({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `deployments.apps`, in the form of messages of the API server. */
export function qualifiedName({ group, plural }: Pick<Resource, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** The parsed path. */
export type ResourceTarget =
  | { readonly type: 'version' }
  | { readonly type: 'collection'; readonly resource: Resource; readonly namespace?: string }
  | {
      readonly type: 'object';
      readonly resource: Resource;
      readonly namespace?: string;
      readonly name: string;
    }
  /** A group of built-in kinds without such a version or resource. */
  | { readonly type: 'noResource' }
  | { readonly type: 'noPath' };

/** Parses `/api/v1/…` and `/apis/GROUP/VERSION/…`. */
export function parsePath(path: string, resources: readonly Resource[]): ResourceTarget {
  if (path === '/version') return { type: 'version' };
  const [root, ...rest] = path.split('/').slice(1);
  if (root === 'api') return resourceTarget('', rest, resources);
  if (root === 'apis' && rest[0] !== undefined && rest[0] !== '')
    return resourceTarget(rest[0], rest.slice(1), resources);
  return { type: 'noPath' };
}

function resourceTarget(
  group: string,
  [version, ...rest]: readonly string[],
  resources: readonly Resource[],
): ResourceTarget {
  const served = resources.filter((row) => row.group === group);
  const place = placeIn(rest);
  const resource = served.find((row) => row.version === version && row.plural === place?.plural);
  const target = place && resource && targetAt(place, resource);
  const typed = served.some((row) => row.custom !== true);
  return target ?? (typed ? { type: 'noResource' } : { type: 'noPath' });
}

interface Place {
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
}

/** `[namespaces/NAMESPACE/]PLURAL[/NAME]`. */
function placeIn(path: readonly string[]): Place | undefined {
  const inNamespace = path.length > 2 && path[0] === 'namespaces';
  const [plural, name, ...more] = inNamespace ? path.slice(2) : path;
  if (plural === undefined || more.length > 0 || name === '') return undefined;
  return { namespace: inNamespace ? path[1] : undefined, plural, name };
}

function targetAt({ namespace, name }: Place, resource: Resource): ResourceTarget | undefined {
  if (namespace !== undefined && !resource.namespaced) return undefined;
  const scope = namespace === undefined ? {} : { namespace };
  if (name === undefined) return { type: 'collection', resource, ...scope };
  if (resource.review === true || (resource.namespaced && namespace === undefined)) return undefined;
  return { type: 'object', resource, ...scope, name };
}
