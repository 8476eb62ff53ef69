/** RBAC permissions of users and their bindings, in the form of the API server. */

/** A rule of a role. `*` matches all. */
export interface SandboxRight {
  /** Empty for the core group. */
  readonly apiGroups: readonly string[];
  /** Plurals; `deployments/scale` for a subresource. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** The namespace of the rule. Default: all. */
  readonly namespace?: string;
}

/** A user of RBAC. */
export interface Holder {
  /** The name that a GKE cluster uses for a Google service account: its e-mail. */
  readonly username: string;
  /** The RBAC rules; undefined: everything is allowed, without RBAC. */
  readonly rights?: readonly SandboxRight[];
}

/** A request for a resource. */
export interface ResourceAccess {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Undefined: all namespaces, or a cluster-scoped object. */
  readonly namespace?: string;
  readonly name?: string;
}

/** A request for a path that is not a resource. */
export interface PathAccess {
  /** An HTTP method in lower case. */
  readonly verb: string;
  readonly path: string;
}

/** The request, in the terms of RBAC. */
export type AccessRequest = ResourceAccess | PathAccess;

/** Like in the status of a SelfSubjectAccessReview. */
export interface AccessDecision {
  readonly allowed: boolean;
  /** The binding that allows it; undefined if it is not allowed, or without RBAC. */
  readonly reason?: string;
}

/** The reviews that the role `system:basic-user` allows every user. */
const BASIC: readonly SandboxRight[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
];

/** The paths that the role `system:discovery` allows every user to read. */
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

/** `deployments`, or `deployments/scale` for a subresource. */
export function formatResource({ resource, subresource }: ResourceAccess): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}
