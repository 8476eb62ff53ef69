/**
 * What the API server answers when it does not do as asked: a `Status` object, or in a few places plain text.
 * Codes, reasons, messages, details and the order of the keys are those of Kubernetes 1.36.
 */
import type { Json, JsonMap } from './json.ts';
import { qualified, type Resource } from './resources.ts';
import { resourceText, type Wanted, type WantedPath, type WantedResource } from './rights.ts';

/** A whole answer that is not a stream. */
export interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One thing that is wrong with an object. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** Which object of which kind, and under which verb. */
export interface Asked {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name?: string;
}

interface StatusParts {
  readonly message: string;
  readonly reason?: string;
  readonly details?: JsonMap;
  readonly metadata?: JsonMap;
}

/** JSON with the newline that the API server ends it with. */
export function jsonAnswer(code: number, body: string): Answer {
  return { code, headers: { 'content-type': 'application/json' }, body: `${body}\n` };
}

/** Plain text as Go's own error answers are. */
export function textAnswer(code: number, body: string): Answer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return { code, headers, body: `${body}\n` };
}

/** The same answer with a `Retry-After`, in seconds or as an HTTP date. */
export function withRetryAfter(answer: Answer, retryAfter: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } };
}

function status(code: number, { message, reason, details, metadata = {} }: StatusParts): Answer {
  const body: Json = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
  return jsonAnswer(code, JSON.stringify(body));
}

/** Details without the empty members, which Go leaves out. */
function detailsOf(name: string | undefined, group: string, kind: string): JsonMap {
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
  };
}

/** 400: the request itself cannot be read. */
export function badRequest(message: string): Answer {
  return status(400, { message, reason: 'BadRequest' });
}

/** 401: no token, or none that is good. */
export function unauthorized(): Answer {
  return status(401, { message: 'Unauthorized', reason: 'Unauthorized' });
}

/** RBAC's refusal to a user. The resource need not be one that is served. */
export function forbidden(user: string, wanted: Wanted): Answer {
  return 'path' in wanted ? forbiddenPath(user, wanted) : forbiddenResource(user, wanted);
}

function forbiddenResource(user: string, wanted: WantedResource): Answer {
  const { verb, group, resource, namespace, name } = wanted;
  const plural = qualified({ group, plural: resource });
  const subject = name === undefined ? plural : `${plural} ${JSON.stringify(name)}`;
  const scope =
    namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const what = `cannot ${verb} resource "${resourceText(wanted)}" in API group "${group}" ${scope}`;
  return status(403, {
    message: `${subject} is forbidden: User ${JSON.stringify(user)} ${what}`,
    reason: 'Forbidden',
    details: detailsOf(name, group, resource),
  });
}

function forbiddenPath(user: string, { verb, path }: WantedPath): Answer {
  const message = `forbidden: User ${JSON.stringify(user)} cannot ${verb} path ${JSON.stringify(path)}`;
  return status(403, { message, reason: 'Forbidden', details: {} });
}

/** 404: no such object, or no such namespace. */
export function notFound({ resource, name = '' }: Asked): Answer {
  return status(404, {
    message: `${qualified(resource)} ${JSON.stringify(name)} not found`,
    reason: 'NotFound',
    details: detailsOf(name, resource.group, resource.plural),
  });
}

/** No such resource in a group that is there. */
export function noSuchResource(): Answer {
  return status(404, {
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
  });
}

/** No such group or version: not even a `Status`. */
export function noSuchPath(): Answer {
  return textAnswer(404, '404 page not found');
}

/** 405: not with this method. */
export function methodNotAllowed(): Answer {
  return status(405, {
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
  });
}

/**
 * 406: the sandbox speaks JSON only; the real server also names YAML and protobuf. Kinds of custom resources are
 * refused by other code than built-in ones.
 */
export function notAcceptable(resource: Resource): Answer {
  const [types, reason] = ['application/json', 'NotAcceptable'];
  return resource.custom === true
    ? status(406, { message: `only the following media types are accepted: ${types}`, reason })
    : status(406, {
        message: `406: Not Acceptable\n\nAvailable representations: ${types}`,
        reason,
        details: {},
      });
}

/** A stale resourceVersion. */
export function conflict({ resource, name = '' }: Asked): Answer {
  const advice =
    'the object has been modified; please apply your changes to the latest version and try again';
  return status(409, {
    message: `Operation cannot be fulfilled on ${qualified(resource)} ${JSON.stringify(name)}: ${advice}`,
    reason: 'Conflict',
    details: detailsOf(name, resource.group, resource.plural),
  });
}

/** A `continue` that is too old; `token` carries on with what is there now. */
export function expired(token: string): Answer {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
    'without the continue parameter, or use the continue token in this response to retrieve the remainder of ' +
    'the results. Continuing with the provided token results in an inconsistent list - objects that were ' +
    'created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return status(410, { message, reason: 'Expired', metadata: { continue: token } });
}

/** A patch of another content type. Kinds of custom resources are refused by other code than built-in ones. */
export function unsupportedMediaType(resource: Resource): Answer {
  const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
  const unknown = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  const reason = 'UnsupportedMediaType';
  if (resource.custom === true) return status(415, { message: unknown, reason });
  return status(415, { message: '415: Unsupported Media Type', reason, details: {} });
}

/** A posted object of another content type; the real server also takes YAML and protobuf. */
export function unreadableMediaType(): Answer {
  const unknown = 'the body of the request was in an unknown format';
  return status(415, {
    message: `${unknown} - accepted media types include: application/json`,
    reason: 'UnsupportedMediaType',
  });
}

/** A JSON Patch that does not apply: the real server does not say why. */
export function patchRefused(): Answer {
  return status(422, {
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
  });
}

/** The patched object is not valid. */
export function invalid({ resource, name = '' }: Asked, causes: readonly Cause[]): Answer {
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const details = { ...detailsOf(name, resource.group, resource.kind), causes: causeList(causes) };
  return status(422, {
    message: `${kind} ${JSON.stringify(name)} is invalid: ${causesText(causes)}`,
    reason: 'Invalid',
    details,
  });
}

/** The patched document cannot be read as an object of its kind: refused before anybody knows which one it is. */
export function undecodable(causes: readonly Cause[]): Answer {
  return status(422, {
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

/** Priority and fairness turn a request away: plain text. */
export function tooManyRequests(retryAfter: string): Answer {
  return withRetryAfter(textAnswer(429, 'Too many requests, please try again later.'), retryAfter);
}

/** 500, with what went wrong as a cause. */
export function internalError(what: string): Answer {
  return status(500, {
    message: `Internal error occurred: ${what}`,
    reason: 'InternalError',
    details: { causes: [{ message: what }] },
  });
}

/** 503: not now. */
export function unavailable(): Answer {
  return status(503, {
    message: 'the server is currently unable to handle the request',
    reason: 'ServiceUnavailable',
    details: {},
  });
}

/** An admission webhook says no: its code (400 where it names none) and its reason are passed on as they are. */
export function deniedByWebhook(webhook: string, message: string, code: number, reason?: string): Answer {
  return status(code, {
    message: `admission webhook ${JSON.stringify(webhook)} denied the request: ${message}`,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** A ValidatingAdmissionPolicy says no, with a reason of its own; its binding is called as itself. */
export function deniedByPolicy({ resource, name = '' }: Asked, policy: string, objection: string): Answer {
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${objection}`;
  return status(422, {
    message: `${qualified(resource)} ${JSON.stringify(name)} is forbidden: ${message}`,
    reason: 'Invalid',
    details: { ...detailsOf(name, resource.group, resource.plural), causes: [{ message }] },
  });
}

/** A `dryRun` other than `All`. */
export function unknownDryRun(value: string): Answer {
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
