/** Applies a JSON Patch to an object: the result is another object, or a rejection. */
import { counted, withoutEmptyMaps } from './generation.ts';
import { isMap, member, readJson, withMember, type Json } from './json.ts';
import { applyPatch, readPatch, type PatchOperation } from './json-patch.ts';
import { asObject, metaText, withMetadata, type KubernetesObject } from './kubernetes-object.ts';
import type { Resource } from './resources.ts';
import { badRequest, type FakeResponse } from './fake-response.ts';
import { conflict, invalid, patchRefused, undecodable } from './write-refusal.ts';
import type { Address } from './store.ts';
import { typeErrors, validate } from './validation.ts';

/** Metadata that only the server writes; patches of it are ignored. */
const SERVER_OWNED = ['uid', 'creationTimestamp', 'deletionTimestamp', 'generation'];

const WRONG_NAMESPACE =
  'the namespace of the provided object does not match the namespace sent on the request';

function wrongName(name: string, expected: string): string {
  return name === ''
    ? `the name of the object (${expected} based on URL) was undeterminable: name must be provided`
    : `the name of the object (${name}) does not match the name on the URL (${expected})`;
}

/** Custom resources cannot be changed without a resourceVersion. */
function withoutVersion({ resource, name }: Address): FakeResponse {
  const message = 'Invalid value: 0: must be specified for an update';
  const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' };
  return invalid({ resource: { ...resource, kind: resource.plural }, name }, [cause]);
}

/** The patched object, with the old resourceVersion; or the error response of the API server. */
export function patched(
  address: Address,
  before: KubernetesObject,
  body: string,
): { readonly object: KubernetesObject } | FakeResponse {
  const patch = decode(body);
  if ('code' in patch) return patch;
  const document = applyPatch(before, patch.operations);
  if (document === undefined) return patchRefused();
  const [typeError] = typeErrors(address.resource, document);
  if (typeError !== undefined || !isMap(document)) return unreadable(document, typeError ?? 'not an object');

  const proposed = withoutEmptyMaps(asObject(before, document));
  const after = keepServerOwned(address.resource, before, proposed);
  const { resourceVersion = '', namespace } = before.metadata;
  const place = namespace === undefined ? { resourceVersion } : { resourceVersion, namespace };
  return (
    refusal(address, before, after) ??
    otherUid(address, before, proposed) ?? { object: withMetadata(after, place) }
  );
}

function decode(body: string): { readonly operations: readonly PatchOperation[] } | FakeResponse {
  try {
    const operations = readPatch(readJson(body));
    return operations === undefined
      ? badRequest('error decoding patch: expected a list of operations')
      : { operations };
  } catch (error) {
    return badRequest(`error decoding patch: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unreadable(document: Json, complaint: string): FakeResponse {
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(document))}: ${complaint}`;
  return undecodable([{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
}

function refusal(
  address: Address,
  before: KubernetesObject,
  after: KubernetesObject,
): FakeResponse | undefined {
  const version = metaText(after, 'resourceVersion');
  const stale = version !== '' && version !== '0' && version !== metaText(before, 'resourceVersion');
  const namespace = metaText(after, 'namespace');
  if (namespace !== '' && namespace !== metaText(before, 'namespace')) return badRequest(WRONG_NAMESPACE);
  const name = metaText(after, 'name');
  if (name !== address.name) return badRequest(wrongName(name, address.name));
  if (address.resource.custom === true && (version === '' || version === '0')) return withoutVersion(address);
  if (stale) return conflict(address);
  const causes = validate(address.resource, after);
  return causes.length === 0 ? undefined : invalid(address, causes);
}

/** Reported twice, because metadata is checked more than once. */
function otherUid(
  address: Address,
  before: KubernetesObject,
  proposed: KubernetesObject,
): FakeResponse | undefined {
  const uid = metaText(proposed, 'uid');
  if (uid === '' || uid === metaText(before, 'uid')) return undefined;
  const message = `Invalid value: ${JSON.stringify(uid)}: field is immutable`;
  const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.uid' };
  return invalid(address, [cause, cause]);
}

function keepServerOwned(
  resource: Resource,
  before: KubernetesObject,
  after: KubernetesObject,
): KubernetesObject {
  const metadata = SERVER_OWNED.reduce(
    (map, key) => withMember(map, key, member(before.metadata, key)),
    after.metadata,
  );
  return counted(
    resource,
    before,
    asObject(before, withMember({ ...after, metadata }, 'status', member(before, 'status'))),
  );
}
