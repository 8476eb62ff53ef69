/** Commands that grant missing permissions: those of infra/rbac/README.md, with the names of this case. */
import { BUILT_IN_KINDS } from '../../core/workload/kind.ts';
import { VERBS, type Advice, type Right, type Verb } from './inspection.ts';
import { shellSafeName, shellSafeUser, shellSafeUserWithDots } from './shell-safe.ts';
import { resourceName } from './probe.ts';
import { missingVerbs } from './access-reviews.ts';

const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_KINDS.map(resourceName));

/** The missing verbs of a row. */
interface MissingVerbs {
  readonly right: Right;
  readonly verbs: readonly Verb[];
}

/** The role for all verbs, or the one that only lists, which is enough for `mode: observe`. */
type Role = 'full' | 'readOnly';

/**
 * An advice for each namespace in which permissions are missing. In `mode: observe` nothing is patched, so only `list` is
 * needed, which the read-only role grants; the other verbs are a second advice.
 */
export function grantsFor(
  rights: readonly Right[],
  username: string | undefined,
  needed: readonly Verb[],
): Advice[] {
  const user = shellSafeUser(username);
  const further = VERBS.filter((verb) => !needed.includes(verb));
  return [...Map.groupBy(rights, ({ namespace }) => namespace)].flatMap(([namespace, all]) => {
    const advice = (
      weight: Advice['weight'],
      verbs: readonly Verb[],
      role: Role,
      intro: string,
    ): Advice[] => {
      const lacks = lacking(all, verbs);
      if (lacks.length === 0) return [];
      const message = `${intro} what is missing ${describeScope(namespace)}: ${describeMissing(lacks)}.`;
      return [{ weight, message, commands: commandsFor(lacks, namespace, user, role) }];
    };
    return [
      ...advice('needed', needed, further.length === 0 ? 'full' : 'readOnly', 'Grant'),
      ...advice('advised', further, 'full', 'Before you set `mode: apply`, grant'),
    ];
  });
}

function lacking(rights: readonly Right[], asked: readonly Verb[]): readonly MissingVerbs[] {
  return rights
    .map((right) => ({ right, verbs: missingVerbs(right, asked) }))
    .filter(({ verbs }) => verbs.length > 0);
}

/** Whether `infra/rbac` names it. */
export function isInManifests(resource: string): boolean {
  return BUILT_IN.has(resource);
}

/** The command that applies the image-only policy for this user. */
export function policyCommand(username: string | undefined): string {
  return apply(`s/SERVICE_ACCOUNT_WITH_DOTS/${shellSafeUserWithDots(username)}/g`, 'image-only-policy.yaml');
}

/**
 * The same command for a context of kubectl: if the preceding command, which creates that context, fails, it does not apply to
 * another cluster.
 */
export function inContext(command: string, context: string | undefined): string {
  return context === undefined
    ? command
    : command.replace('| kubectl apply', () => `| kubectl --context ${context} apply`);
}

function describeScope(namespace: string | undefined): string {
  return namespace === undefined
    ? 'in all namespaces'
    : `in namespace ${shellSafeName(namespace, 'NAMESPACE')}`;
}

/** `get, list and patch of deployments.apps, patch of cronjobs.batch`: grouped by missing verbs. */
function describeMissing(lacks: readonly MissingVerbs[]): string {
  const byVerbs = Map.groupBy(lacks, ({ verbs }) => verbs.join(', '));
  return [...byVerbs]
    .map(([verbs, all]) => `${verbs} of ${all.map(({ right }) => right.resource).join(', ')}`)
    .join('; ');
}

function commandsFor(
  lacks: readonly MissingVerbs[],
  namespace: string | undefined,
  user: string,
  role: Role,
): string[] {
  const resources = lacks.map(({ right }) => right.resource);
  const further = resources.filter((resource) => !isInManifests(resource));
  const place = namespace === undefined ? undefined : shellSafeName(namespace, 'NAMESPACE');
  return [
    ...(further.length < resources.length ? [applyRole(place, user, role)] : []),
    ...further.map((resource) => applyCustomRole(shellSafeName(resource, 'RESOURCE'), place, user, role)),
  ];
}

function applyRole(namespace: string | undefined, user: string, role: Role): string {
  const fill = `s/SERVICE_ACCOUNT_EMAIL/${user}/g`;
  const options = namespace === undefined ? '' : ` --namespace ${namespace}`;
  if (role === 'full')
    return apply(fill, namespace === undefined ? 'cluster-wide.yaml' : 'namespaced.yaml', options);
  return apply(namespace === undefined ? fill : `s/ClusterRole/Role/; ${fill}`, 'read-only.yaml', options);
}

function apply(script: string, file: string, options = ''): string {
  return `sed '${script}' infra/rbac/${file} | kubectl apply${options} -f -`;
}

/**
 * The manifests contain only the built-in kinds. Another kind of the configuration gets a role of its own, with a binding for
 * each user. The role is printed as JSON, because `kubectl create clusterrole` rejects kinds that the cluster does not have.
 * These need the permission too: without it their list is answered with 403 instead of 404.
 */
function applyCustomRole(resource: string, namespace: string | undefined, user: string, role: Role): string {
  const list = { apiVersion: 'v1', kind: 'List', items: roleAndBinding(resource, namespace, user, role) };
  return `echo '${JSON.stringify(list)}' | kubectl apply -f -`;
}

const ROLES = {
  full: { prefix: 'image-updater', verbs: VERBS },
  readOnly: { prefix: 'image-updater-read-only', verbs: ['list'] },
} as const;

const RBAC = 'rbac.authorization.k8s.io';

function roleAndBinding(
  resource: string,
  namespace: string | undefined,
  user: string,
  role: Role,
): readonly object[] {
  const [kind, place] = namespace === undefined ? ['ClusterRole', {}] : ['Role', { namespace }];
  const [, plural = resource, group = ''] = /^([^.]+)\.(.+)$/.exec(resource) ?? [];
  const { prefix, verbs } = ROLES[role];
  const name = `${prefix}:${resource}`;
  const apiVersion = `${RBAC}/v1`;
  return [
    {
      apiVersion,
      kind,
      metadata: { name, ...place },
      rules: [{ apiGroups: [group], resources: [plural], verbs }],
    },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata: { name: `${name}:${user}`, ...place },
      roleRef: { apiGroup: RBAC, kind, name },
      subjects: [{ apiGroup: RBAC, kind: 'User', name: user }],
    },
  ];
}
