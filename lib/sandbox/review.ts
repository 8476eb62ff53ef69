/**
 * Reviews of the caller: SelfSubjectReview (its user) and SelfSubjectAccessReview (its permissions). They are posted, answered
 * and not stored. Invalid objects are rejected with the messages of Kubernetes 1.36.
 */
import { allGroups, type SandboxUser } from './sandbox-users.ts';
import { memberAt, isList, isMap, mapOr, member, readJson, type Json, type JsonMap } from './json.ts';
import { asObject, readTexts, type KubernetesObject } from './kubernetes-object.ts';
import { formatApiVersion, type Resource } from './resources.ts';
import { decideAccess, type AccessRequest } from './rights.ts';
import { badRequest, type FakeResponse } from './fake-response.ts';
import { invalid } from './write-refusal.ts';

/** A review with its result as `status`, or the rejection of a body. */
export function reviewed(
  resource: Resource,
  body: string,
  user: SandboxUser,
): { readonly object: KubernetesObject } | FakeResponse {
  const read = readReview(resource, body);
  if ('code' in read) return read;
  return resource.kind === 'SelfSubjectReview'
    ? { object: reviewSelf(resource, user) }
    : reviewRequest(resource, read.review, user);
}

function reviewSelf(resource: Resource, user: SandboxUser): KubernetesObject {
  const creationTimestamp = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const userInfo = { username: user.username, groups: allGroups(user) };
  return toObject(resource, { metadata: { creationTimestamp }, status: { userInfo } });
}

function reviewRequest(
  resource: Resource,
  review: JsonMap,
  user: SandboxUser,
): { readonly object: KubernetesObject } | FakeResponse {
  const [attributes, path] = [ATTRIBUTES, PATH_ATTRIBUTES].map((key) => member(review['spec'], key) ?? null);
  if (isMap(attributes) && isMap(path)) return bothAttributes(resource, path);
  const requested = isMap(attributes) ? attributes : path;
  if (!isMap(requested)) return noAttributes(resource);
  const [key, fields] = isMap(attributes) ? [ATTRIBUTES, RESOURCE_FIELDS] : [PATH_ATTRIBUTES, PATH_FIELDS];
  const texts = readTexts(requested);
  const kept = Object.fromEntries(fields.flatMap((field) => (texts[field] ? [[field, texts[field]]] : [])));
  const status = { ...decideAccess(user, toAccessRequest(key, kept)) };
  return { object: toObject(resource, { spec: { [key]: kept }, status }) };
}

const ATTRIBUTES = 'resourceAttributes';
const PATH_ATTRIBUTES = 'nonResourceAttributes';

/** In the order of the API server. Not supported: selectors of fields and labels. */
const RESOURCE_FIELDS = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'];
const PATH_FIELDS = ['path', 'verb'];

function toAccessRequest(key: string, texts: Readonly<Record<string, string>>): AccessRequest {
  const { verb = '', path = '', group = '', resource = '', ...rest } = texts;
  return key === PATH_ATTRIBUTES ? { verb, path } : { ...rest, verb, group, resource };
}

function toObject(resource: Resource, members: JsonMap): KubernetesObject {
  return asObject({ apiVersion: formatApiVersion(resource), kind: resource.kind }, members);
}

/** The API server omits the name of its own kind here. */
function invalidReview(resource: Resource, key: string, message: string): FakeResponse {
  const cause = { reason: 'FieldValueInvalid', message: `Invalid value: ${message}`, field: `spec.${key}` };
  return invalid({ resource: { ...resource, kind: '' } }, [cause]);
}

function noAttributes(resource: Resource): FakeResponse {
  const rule = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return invalidReview(resource, ATTRIBUTES, `null: ${rule}`);
}

function bothAttributes(resource: Resource, path: JsonMap): FakeResponse {
  const { path: Path = '', verb: Verb = '' } = readTexts(path);
  const value = JSON.stringify({ Path, Verb });
  return invalidReview(
    resource,
    PATH_ATTRIBUTES,
    `${value}: cannot be specified in combination with resourceAttributes`,
  );
}

/** A member of the posted object: its Go struct, and its type. */
interface Field {
  readonly path: readonly string[];
  readonly struct: string;
  /** `string`, or that of a struct. */
  readonly type: string;
}

/** The members that the sandbox decodes. */
function listFields({ kind }: Resource): readonly Field[] {
  const top = { struct: kind };
  const spec = ['spec'];
  const inSpec = { struct: `${kind}Spec` };
  const attributes = [...spec, ATTRIBUTES];
  const common = [
    { ...top, path: ['metadata'], type: 'v1.ObjectMeta' },
    { ...top, path: ['status'], type: `v1.${kind}Status` },
  ];
  if (kind === 'SelfSubjectReview') return common;
  return [
    ...common,
    { ...top, path: spec, type: `v1.${kind}Spec` },
    { ...inSpec, path: attributes, type: 'v1.ResourceAttributes' },
    { ...inSpec, path: [...spec, PATH_ATTRIBUTES], type: 'v1.NonResourceAttributes' },
    ...RESOURCE_FIELDS.map((field) => ({
      struct: 'ResourceAttributes',
      path: [...attributes, field],
      type: 'string',
    })),
  ];
}

function readReview(resource: Resource, body: string): { readonly review: JsonMap } | FakeResponse {
  const decoded = decode(body);
  if ('problem' in decoded) return unrecognized(resource, body, decoded.problem);
  const { document } = decoded;
  const { kind, apiVersion } = {
    kind: resource.kind,
    apiVersion: formatApiVersion(resource),
    ...readTexts(document),
  };
  if (kind !== resource.kind || apiVersion !== formatApiVersion(resource))
    return otherKind(resource, kind, apiVersion);
  const wrong = listFields(resource).find((field) => isMistyped(memberAt(document, field.path), field));
  return wrong === undefined ? { review: document } : mistyped(resource, document, wrong);
}

/** As in Go, null means the empty value. */
function decode(body: string): { readonly document: JsonMap } | { readonly problem: string } {
  if (body === '') return { problem: 'unexpected end of JSON input' };
  try {
    const document = readJson(body) ?? {};
    return isMap(document)
      ? { document: mapOr(document) }
      : { problem: `json: cannot unmarshal ${goKind(document)} into Go value of type struct` };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function unrecognized({ kind }: Resource, body: string, problem: string): FakeResponse {
  const what = `the object provided is unrecognized (must be of type ${kind})`;
  return badRequest(
    `${what}: couldn't get version/kind; json parse error: ${problem} (${bodySummary(body)})`,
  );
}

/** The first bytes: unchanged if the body begins like an object, else in hexadecimal digits. */
function bodySummary(body: string): string {
  if (body === '') return '<empty>';
  const bytes = Buffer.from(body);
  const start = bytes.subarray(0, SUMMARY_BYTES).toString(body.startsWith('{') ? 'utf8' : 'hex');
  return bytes.length > SUMMARY_BYTES ? `${start} ...` : start;
}

const SUMMARY_BYTES = 30;

function otherKind(resource: Resource, kind: string, apiVersion: string): FakeResponse {
  const why = `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  return unhandled(resource, { kind, version: apiVersion.split('/').at(-1) ?? '' }, why);
}

function mistyped(resource: Resource, document: JsonMap, { path, struct, type }: Field): FakeResponse {
  const what = `cannot unmarshal ${goKind(memberAt(document, path))} into Go struct field ${struct}.${path.join('.')}`;
  return unhandled(resource, resource, `json: ${what} of type ${type}`);
}

function unhandled({ kind }: Resource, was: Pick<Resource, 'kind' | 'version'>, why: string): FakeResponse {
  return badRequest(`${was.kind} in version "${was.version}" cannot be handled as a ${kind}: ${why}`);
}

function isMistyped(value: Json | undefined, { type }: Field): boolean {
  if (value === undefined || value === null) return false;
  return type === 'string' ? typeof value !== 'string' : !isMap(value);
}

/** The name of a JSON value in Go's decoder. */
function goKind(value: Json | undefined): string {
  if (isList(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
