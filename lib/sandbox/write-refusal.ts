/**
 * Responses of the API server to an invalid patch or posted object. Codes, reasons, messages, details and the order of the keys
 * are those of Kubernetes 1.36.
 */
import type { Json } from './json.ts';
import { qualifiedName, type Resource } from './resources.ts';
import { toDetails, statusAnswer, type FakeResponse, type ObjectReference } from './fake-response.ts';

/** An error of an object. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** A stale resourceVersion. */
export function conflict({ resource, name = '' }: ObjectReference): FakeResponse {
  const advice =
    'the object has been modified; please apply your changes to the latest version and try again';
  return statusAnswer(409, {
    message: `Operation cannot be fulfilled on ${qualifiedName(resource)} ${JSON.stringify(name)}: ${advice}`,
    reason: 'Conflict',
    details: toDetails(name, resource.group, resource.plural),
  });
}

/** A patch with another content type. Custom resources are rejected by other code than built-in kinds. */
export function unsupportedMediaType(resource: Resource): FakeResponse {
  const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
  const unknown = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  const reason = 'UnsupportedMediaType';
  if (resource.custom === true) return statusAnswer(415, { message: unknown, reason });
  return statusAnswer(415, { message: '415: Unsupported Media Type', reason, details: {} });
}

/** A posted object with another content type; the real server also accepts YAML and protobuf. */
export function unreadableMediaType(): FakeResponse {
  const unknown = 'the body of the request was in an unknown format';
  return statusAnswer(415, {
    message: `${unknown} - accepted media types include: application/json`,
    reason: 'UnsupportedMediaType',
  });
}

/** A JSON Patch that fails: the real server does not say why. */
export function patchRefused(): FakeResponse {
  return statusAnswer(422, {
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
  });
}

/** The patched object is not valid. */
export function invalid({ resource, name = '' }: ObjectReference, causes: readonly Cause[]): FakeResponse {
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const details = { ...toDetails(name, resource.group, resource.kind), causes: causeList(causes) };
  return statusAnswer(422, {
    message: `${kind} ${JSON.stringify(name)} is invalid: ${causesText(causes)}`,
    reason: 'Invalid',
    details,
  });
}

/** The patched document cannot be decoded as an object of its kind: rejected before its name is known. */
export function undecodable(causes: readonly Cause[]): FakeResponse {
  return statusAnswer(422, {
    message: ` "" is invalid: ${causesText(causes)}`,
    reason: 'Invalid',
    details: { causes: causeList(causes) },
  });
}

function causeList(causes: readonly Cause[]): Json {
  return causes.map(({ reason, message, field }) => ({ reason, message, field }));
}

function causesText(causes: readonly Cause[]): string {
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  return texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
}

/** A rejection by an admission webhook: its code (400 without one) and its reason are passed on unchanged. */
export function deniedByWebhook(
  webhook: string,
  message: string,
  code: number,
  reason?: string,
): FakeResponse {
  return statusAnswer(code, {
    message: `admission webhook ${JSON.stringify(webhook)} denied the request: ${message}`,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** A rejection by a ValidatingAdmissionPolicy, with its message; the binding has the name of the policy. */
export function deniedByPolicy(
  { resource, name = '' }: ObjectReference,
  policy: string,
  objection: string,
): FakeResponse {
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${objection}`;
  return statusAnswer(422, {
    message: `${qualifiedName(resource)} ${JSON.stringify(name)} is forbidden: ${message}`,
    reason: 'Invalid',
    details: { ...toDetails(name, resource.group, resource.plural), causes: [{ message }] },
  });
}

/** A `dryRun` other than `All`. */
export function unknownDryRun(value: string): FakeResponse {
  const resource: Resource = {
    group: 'meta.k8s.io',
    version: 'v1',
    plural: '',
    kind: 'PatchOptions',
    namespaced: false,
  };
  const message = `Unsupported value: ${JSON.stringify([value])}: supported values: "All"`;
  return invalid({ resource }, [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }]);
}
