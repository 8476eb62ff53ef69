/** What RBAC lets a user do, and by which binding, as the API server says it. */

/** A row as in `rules` of a role. `*` stands for all of them. */
export interface SandboxRight {
  /** Empty for the core group. */
  readonly apiGroups: readonly string[];
  /** Plurals; `deployments/scale` for a subresource. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** The one where the row holds; without it everywhere. */
  readonly namespace?: string;
}

/** A user as RBAC sees it. */
export interface Holder {
  /** As a GKE cluster names a Google service account: its e-mail. */
  readonly username: string;
  /** What RBAC grants; undefined is everything, without RBAC being asked. */
  readonly rights?: readonly SandboxRight[];
}

/** Something done to a resource. */
export interface ResourceAccess {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** None: all of them, or an object outside of any. */
  readonly namespace?: string;
  readonly name?: string;
}

/** Something done to a path that is no resource. */
export interface PathAccess {
  /** An HTTP method in lower case. */
  readonly verb: string;
  readonly path: string;
}

/** What is asked for, in the words of RBAC. */
export type AccessRequest = ResourceAccess | PathAccess;

/** As in the status of a SelfSubjectAccessReview. */
export interface AccessDecision {
  readonly allowed: boolean;
  /** Which binding allows it; none where it is not allowed, or where nobody asked RBAC. */
  readonly reason?: string;
}

/** The reviews of themselves that everybody may have, by the role `system:basic-user`. */
const BASIC: readonly SandboxRight[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
];

/** What everybody may read, by the role `system:discovery`. */
const DISCOVERY = /^\/(version\/?|healthz|livez|readyz|(api|apis|openapi)(\/.*)?)$/;

/** Bindings have the names of `infra/rbac`. */
export function decideAccess(user: Holder, access: AccessRequest): AccessDecision {
  const { rights, username } = user;
  if (rights === undefined) return { allowed: true };
  const binding =
    'path' in access ? findPathBinding(access) : findResourceBinding({ rights, username }, access);
  return binding === undefined
    ? { allowed: false }
    : { allowed: true, reason: `RBAC: allowed by ${binding}` };
}

function findPathBinding({ verb, path }: PathAccess): string | undefined {
  return verb === 'get' && DISCOVERY.test(path) ? bindingForAll('system:discovery') : undefined;
}

/** Bindings for the whole cluster are tried first. */
function findResourceBinding(
  { rights, username }: Required<Holder>,
  access: ResourceAccess,
): string | undefined {
  if (BASIC.some((right) => grants(right, access))) return bindingForAll('system:basic-user');
  const fitting = rights.filter((right) => grants(right, access));
  const right = fitting.find(({ namespace }) => namespace === undefined) ?? fitting[0];
  if (right === undefined) return undefined;
  const subject = `to User ${JSON.stringify(username)}`;
  const binding = `image-updater:${username}`;
  return right.namespace === undefined
    ? `ClusterRoleBinding ${JSON.stringify(binding)} of ClusterRole "image-updater" ${subject}`
    : `RoleBinding ${JSON.stringify(`${binding}/${right.namespace}`)} of Role "image-updater" ${subject}`;
}

function bindingForAll(role: string): string {
  return `ClusterRoleBinding "${role}" of ClusterRole "${role}" to Group "system:authenticated"`;
}

function grants({ apiGroups, resources, verbs, namespace }: SandboxRight, access: ResourceAccess): boolean {
  return (
    includes(verbs, access.verb) &&
    includes(apiGroups, access.group) &&
    includes(resources, formatResource(access)) &&
    (namespace === undefined || namespace === access.namespace)
  );
}

function includes(texts: readonly string[], text: string): boolean {
  return texts.includes('*') || texts.includes(text);
}

/** `deployments`, or `deployments/scale` where a subresource is meant. */
export function formatResource({ resource, subresource }: ResourceAccess): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}
