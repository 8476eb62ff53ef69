/**
 * Error responses of the API server: a `Status` object, or in a few places plain text. Codes, reasons, messages, details and
 * the order of the keys are those of Kubernetes 1.36.
 */
import type { Json, JsonMap } from './json.ts';
import { qualifiedName, type Resource } from './resources.ts';
import { formatResource, type AccessRequest, type PathAccess, type ResourceAccess } from './rights.ts';

/** A complete response that is not streamed. */
export interface FakeResponse {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The object, its kind and the verb. */
export interface ObjectReference {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name?: string;
}

export interface StatusParts {
  readonly message: string;
  readonly reason?: string;
  readonly details?: JsonMap;
  readonly metadata?: JsonMap;
}

/** JSON with the line break of the API server. */
export function jsonAnswer(code: number, body: string): FakeResponse {
  return { code, headers: { 'content-type': 'application/json' }, body: `${body}\n` };
}

/** Plain text like Go's own error responses. */
export function textAnswer(code: number, body: string): FakeResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return { code, headers, body: `${body}\n` };
}

/** The same response with a `Retry-After`, in seconds or as an HTTP date. */
export function withRetryAfter(response: FakeResponse, retryAfter: string): FakeResponse {
  return { ...response, headers: { ...response.headers, 'retry-after': retryAfter } };
}

/** A `Status` object. */
export function statusAnswer(
  code: number,
  { message, reason, details, metadata = {} }: StatusParts,
): FakeResponse {
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

/** Details without empty members, which Go omits. */
export function toDetails(name: string | undefined, group: string, kind: string): JsonMap {
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
  };
}

/** 400: the request cannot be parsed. */
export function badRequest(message: string): FakeResponse {
  return statusAnswer(400, { message, reason: 'BadRequest' });
}

/** 401: no token, or an invalid one. */
export function unauthorized(): FakeResponse {
  return statusAnswer(401, { message: 'Unauthorized', reason: 'Unauthorized' });
}

/** A rejection by RBAC. The resource may be one that is not served. */
export function forbidden(user: string, access: AccessRequest): FakeResponse {
  return 'path' in access ? forbiddenPath(user, access) : forbiddenResource(user, access);
}

function forbiddenResource(user: string, access: ResourceAccess): FakeResponse {
  const { verb, group, resource, namespace, name } = access;
  const plural = qualifiedName({ group, plural: resource });
  const subject = name === undefined ? plural : `${plural} ${JSON.stringify(name)}`;
  const scope =
    namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const what = `cannot ${verb} resource "${formatResource(access)}" in API group "${group}" ${scope}`;
  return statusAnswer(403, {
    message: `${subject} is forbidden: User ${JSON.stringify(user)} ${what}`,
    reason: 'Forbidden',
    details: toDetails(name, group, resource),
  });
}

function forbiddenPath(user: string, { verb, path }: PathAccess): FakeResponse {
  const message = `forbidden: User ${JSON.stringify(user)} cannot ${verb} path ${JSON.stringify(path)}`;
  return statusAnswer(403, { message, reason: 'Forbidden', details: {} });
}

/** 404: no such object, or no such namespace. */
export function notFound({ resource, name = '' }: ObjectReference): FakeResponse {
  return statusAnswer(404, {
    message: `${qualifiedName(resource)} ${JSON.stringify(name)} not found`,
    reason: 'NotFound',
    details: toDetails(name, resource.group, resource.plural),
  });
}

/** No such resource in an existing group. */
export function noSuchResource(): FakeResponse {
  return statusAnswer(404, {
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
  });
}

/** No such group or version: not even a `Status`. */
export function noSuchPath(): FakeResponse {
  return textAnswer(404, '404 page not found');
}

/** 405: another method is required. */
export function methodNotAllowed(): FakeResponse {
  return statusAnswer(405, {
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
  });
}

/**
 * 406: the sandbox supports only JSON; the real server also lists YAML and protobuf. Custom resources are rejected by other
 * code than built-in kinds.
 */
export function notAcceptable(resource: Resource): FakeResponse {
  const [types, reason] = ['application/json', 'NotAcceptable'];
  return resource.custom === true
    ? statusAnswer(406, { message: `only the following media types are accepted: ${types}`, reason })
    : statusAnswer(406, {
        message: `406: Not Acceptable\n\nAvailable representations: ${types}`,
        reason,
        details: {},
      });
}

/** A `continue` token that is too old; `token` continues with the current state. */
export function expired(token: string): FakeResponse {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
    'without the continue parameter, or use the continue token in this response to retrieve the remainder of ' +
    'the results. Continuing with the provided token results in an inconsistent list - objects that were ' +
    'created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return statusAnswer(410, { message, reason: 'Expired', metadata: { continue: token } });
}

/** A rejection by priority and fairness: plain text. */
export function tooManyRequests(retryAfter: string): FakeResponse {
  return withRetryAfter(textAnswer(429, 'Too many requests, please try again later.'), retryAfter);
}

/** 500, with the error as a cause. */
export function internalError(what: string): FakeResponse {
  return statusAnswer(500, {
    message: `Internal error occurred: ${what}`,
    reason: 'InternalError',
    details: { causes: [{ message: what }] },
  });
}

/** 503: temporarily unavailable. */
export function unavailable(): FakeResponse {
  return statusAnswer(503, {
    message: 'the server is currently unable to handle the request',
    reason: 'ServiceUnavailable',
    details: {},
  });
}
