/** The manifests of `infra/rbac`, filled in and applied as they are. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import {
  memberAt,
  isJsonValue,
  isList,
  isMap,
  withMember,
  type Json,
  type JsonMap,
} from '../../../../lib/sandbox/json.ts';
import {
  asObject,
  metaText,
  withMetadata,
  type KubernetesObject,
} from '../../../../lib/sandbox/kubernetes-object.ts';
import { ADMIN, type ControlPlane } from '../../../support/control-plane/control-plane.ts';
import { createObject } from '../objects.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../infra/rbac');
const EMAIL = 'SERVICE_ACCOUNT_EMAIL';
const WITH_DOTS = 'SERVICE_ACCOUNT_WITH_DOTS';

const COLLECTIONS: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
};

/** The objects of a file for a user; with a namespace, as `kubectl apply --namespace` puts them there. */
export async function readManifests(
  file: string,
  user: string,
  namespace?: string,
): Promise<KubernetesObject[]> {
  const text = await readFile(path.join(FOLDER, file), 'utf8');
  const filledIn = text.replaceAll(EMAIL, user).replaceAll(WITH_DOTS, user.replaceAll(/[@:]/g, '.'));
  return loadAll(filledIn).map((document) => {
    assert.ok(isJsonValue(document) && isMap(document));
    const type = { apiVersion: textOf(document, 'apiVersion'), kind: textOf(document, 'kind') };
    const object = asObject(type, document);
    return namespace === undefined ? object : withMetadata(object, { namespace });
  });
}

/** Makes the objects, as the admin. When they take effect is another matter: both RBAC and policies are watched. */
export async function createAll(
  controlPlane: ControlPlane,
  objects: readonly KubernetesObject[],
): Promise<void> {
  for (const object of objects) {
    await createObject(controlPlane, collectionOf(object), object);
  }
}

/** Puts an object in the place of the one of its name, whatever that has become. */
export async function replace(controlPlane: ControlPlane, object: KubernetesObject): Promise<void> {
  const current = await controlPlane.request(ADMIN, 'GET', pathOf(object));
  const resourceVersion = memberAt(current.json(), ['metadata', 'resourceVersion']) ?? null;
  const next = withMetadata(object, { resourceVersion });
  const { status, text } = await controlPlane.request(ADMIN, 'PUT', pathOf(object), next);
  assert.equal(status, 200, text);
}

export async function remove(
  controlPlane: ControlPlane,
  objects: readonly KubernetesObject[],
): Promise<void> {
  for (const object of objects) {
    const { status, text } = await controlPlane.request(ADMIN, 'DELETE', pathOf(object));
    assert.equal(status, 200, text);
  }
}

/** The path of an object in the API. */
export function pathOf(object: KubernetesObject): string {
  return `${collectionOf(object)}/${metaText(object, 'name')}`;
}

/** A copy with a member under `spec`. */
export function withSpec(object: KubernetesObject, changes: JsonMap): KubernetesObject {
  const spec = memberAt(object, ['spec']);
  assert.ok(isMap(spec));
  return { ...object, spec: { ...spec, ...changes } };
}

/** The rules of a role, for one resource each. */
export function rulesOf(role: KubernetesObject): Rule[] {
  const rules = list(role['rules']);
  return rules.flatMap((rule) =>
    list(memberAt(rule, ['resources'])).map((resource) => ({
      apiGroups: list(memberAt(rule, ['apiGroups'])),
      resources: [resource],
      verbs: list(memberAt(rule, ['verbs'])),
    })),
  );
}

export interface Rule extends JsonMap {
  readonly apiGroups: readonly Json[];
  readonly resources: readonly Json[];
  readonly verbs: readonly Json[];
}

/** The role without a verb on a resource. */
export function withoutRight(role: KubernetesObject, verb: string, resource: string): KubernetesObject {
  const rules = rulesOf(role).map((rule) =>
    rule.resources.includes(resource) ? { ...rule, verbs: rule.verbs.filter((each) => each !== verb) } : rule,
  );
  return asObject(role, withMember(role, 'rules', rules));
}

function collectionOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const namespace = metadata['namespace'];
  const place = typeof namespace === 'string' ? `/namespaces/${namespace}` : '';
  return `/apis/${apiVersion}${place}/${COLLECTIONS[kind] ?? ''}`;
}

function textOf(document: JsonMap, key: string): string {
  const text = document[key];
  assert.ok(typeof text === 'string');
  return text;
}

function list(value: Json | undefined): readonly Json[] {
  assert.ok(isList(value));
  return value;
}
