/** The lines that grant what is missing: those of infra/rbac/README.md, with the names of this very case. */
import { BUILT_IN_KINDS } from '../../core/kind.ts';
import type { Advice, Right, Verb } from './inspection.ts';
import { pastedName, pastedUser } from './paste.ts';
import { resourceOf } from './probe.ts';
import { missingVerbs } from './rights.ts';

const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_KINDS.map(resourceOf));

/** What one row lacks. */
interface Lack {
  readonly right: Right;
  readonly verbs: readonly Verb[];
}

/**
 * An advice for each namespace in which rights are missing. Under `mode: observe` nothing is patched, so a lack of
 * `list` alone is in the way.
 */
export function grantsFor(
  rights: readonly Right[],
  username: string | undefined,
  needed: readonly Verb[],
): Advice[] {
  const lacks = rights
    .map((right) => ({ right, verbs: missingVerbs(right) }))
    .filter(({ verbs }) => verbs.length > 0);
  const byNamespace = Map.groupBy(lacks, ({ right }) => right.namespace);
  return [...byNamespace].map(([namespace, all]) => ({
    weight: all.some(({ verbs }) => verbs.some((verb) => needed.includes(verb))) ? 'needed' : 'advised',
    says: `Grant what is missing ${placeOf(namespace)}: ${wordsOf(all)}.`,
    commands: commandsFor(all, namespace, pastedUser(username)),
  }));
}

/** The line that brings the image-only policy into force for this user. */
export function policyCommand(username: string | undefined): string {
  return apply('image-only-policy.yaml', pastedUser(username));
}

function placeOf(namespace: string | undefined): string {
  return namespace === undefined ? 'in all namespaces' : `in namespace ${pastedName(namespace, 'NAMESPACE')}`;
}

/** `get, list and patch of deployments.apps, patch of cronjobs.batch`: resources that lack the same stand together. */
function wordsOf(lacks: readonly Lack[]): string {
  const byVerbs = Map.groupBy(lacks, ({ verbs }) => verbs.join(', '));
  return [...byVerbs]
    .map(([verbs, all]) => `${verbs} of ${all.map(({ right }) => right.resource).join(', ')}`)
    .join('; ');
}

function commandsFor(lacks: readonly Lack[], namespace: string | undefined, user: string): string[] {
  const resources = lacks.map(({ right }) => right.resource);
  const further = resources.filter((resource) => !BUILT_IN.has(resource));
  const place = namespace === undefined ? undefined : pastedName(namespace, 'NAMESPACE');
  return [
    ...(further.length < resources.length ? [applyRole(place, user)] : []),
    ...further.flatMap((resource) => createRole(resource, place, user)),
  ];
}

function applyRole(namespace: string | undefined, user: string): string {
  return namespace === undefined
    ? apply('cluster-wide.yaml', user)
    : apply('namespaced.yaml', user, ` --namespace ${namespace}`);
}

function apply(file: string, user: string, options = ''): string {
  return `sed 's/SERVICE_ACCOUNT_EMAIL/${user}/g' infra/rbac/${file} | kubectl apply${options} -f -`;
}

/** The manifests name the built-in kinds alone; another kind of the configuration gets a role of its own. */
function createRole(resource: string, namespace: string | undefined, user: string): string[] {
  const name = `image-updater-${resource}`;
  const grants = `--verb get,list,patch --resource ${resource}`;
  return namespace === undefined
    ? [
        `kubectl create clusterrole ${name} ${grants}`,
        `kubectl create clusterrolebinding ${name} --clusterrole ${name} --user ${user}`,
      ]
    : [
        `kubectl create role ${name} --namespace ${namespace} ${grants}`,
        `kubectl create rolebinding ${name} --namespace ${namespace} --role ${name} --user ${user}`,
      ];
}
