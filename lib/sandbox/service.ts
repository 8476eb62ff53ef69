/** Handles a request: authentication, permissions, faults, then the response. */
import { negotiateForm, type ResponseForm } from './accept.ts';
import { Callers, type SandboxUsers, type SandboxUser } from './sandbox-users.ts';
import type { SandboxCluster } from './sandbox-cluster.ts';
import { findFault, FaultBook, type FaultSubject, type SandboxFault } from './fault-book.ts';
import { imageOnlyObjection, imageOnlyPolicyName } from './image-only-policy.ts';
import { cut, pieces, withItem, type ListRequest, type Piece } from './pager.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { patched } from './patch-object.ts';
import { readBearerHeader, type RequestRecord } from './request-log.ts';
import { parsePath, type Resource, type ResourceTarget } from './resources.ts';
import { reviewed } from './review.ts';
import { decideAccess } from './rights.ts';
import * as answers from './fake-response.ts';
import type { FakeResponse } from './fake-response.ts';
import * as refusals from './write-refusal.ts';
import { objectText, type Address } from './store.ts';
import { readAccessRequest } from './access-request.ts';

/** A response, a list to stream, or no response: the socket stays open (`hang`) or is destroyed (`drop`). */
export type ServiceResult =
  FakeResponse | { readonly pieces: Iterable<Piece>; readonly end: 'broken' | 'clean' } | 'hang' | 'drop';

/** The properties of the server, and its users. */
export interface ServiceOptions extends SandboxUsers {
  readonly gitVersion: string;
  /** The name of the user whom the image-only policy restricts; undefined: no policy. */
  readonly imageOnlyPolicy?: string | undefined;
}

/** A request and its user. */
interface Call {
  readonly request: RequestRecord;
  readonly user: SandboxUser;
}

/** Queries that would change a list, and that the sandbox does not support: it rejects them instead of ignoring them. */
const NOT_SERVED = ['labelSelector', 'fieldSelector', 'watch', 'sendInitialEvents'];

/** Determines the response to each request from method, path, query, headers and body. */
export class Service {
  readonly faults = new FaultBook();
  readonly #cluster: SandboxCluster;
  readonly #options: ServiceOptions;
  readonly #callers: Callers;

  constructor(cluster: SandboxCluster, options: ServiceOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#callers = new Callers(options);
  }

  /** The faults of a request; each is taken once. */
  faultsFor(request: RequestRecord): readonly SandboxFault[] {
    const target = parsePath(request.path, this.#cluster.resources);
    return this.faults.take({ ...request, does: toAction(request.method, target) });
  }

  outcome(request: RequestRecord, faults: readonly SandboxFault[]): ServiceResult {
    if (findFault(faults, 'hang') !== undefined) return 'hang';
    if (findFault(faults, 'drop') !== undefined) return 'drop';
    const turned = injectedRefusal(faults);
    if (turned !== undefined) return turned;
    const user = this.#findCaller(request, faults);
    if (user === undefined) return answers.unauthorized();
    const target = parsePath(request.path, this.#cluster.resources);
    return forbidden({ request, user }, target, faults) ?? this.#served({ request, user }, target, faults);
  }

  #findCaller(request: RequestRecord, faults: readonly SandboxFault[]): SandboxUser | undefined {
    const token = readBearerHeader(request);
    if (findFault(faults, 'expireToken') === undefined) return this.#callers.find(token);
    if (token !== undefined) this.#callers.expire(token);
    return undefined;
  }

  #served(call: Call, target: ResourceTarget, faults: readonly SandboxFault[]): ServiceResult {
    const { request } = call;
    if (target.type === 'noPath') return answers.noSuchPath();
    if (target.type === 'noResource') return answers.noSuchResource();
    if (target.type === 'object') return this.#object(call, target, faults);
    if (target.type === 'collection' && target.resource.review === true) return review(call, target.resource);
    if (request.method !== 'GET') return answers.methodNotAllowed();
    return target.type === 'version'
      ? version(this.#options.gitVersion)
      : this.#list(request, target, faults);
  }

  #list(
    request: RequestRecord,
    scope: Pick<ListRequest, 'resource' | 'namespace'>,
    faults: readonly SandboxFault[],
  ): ServiceResult {
    const { query } = request;
    const refused = NOT_SERVED.find((key) => query[key] !== undefined);
    if (refused !== undefined) return answers.textAnswer(501, `the sandbox does not serve ${refused}`);
    if (negotiateForm(request.headers.accept) !== 'object') return answers.notAcceptable(scope.resource);
    const limit = query['limit'] ?? '0';
    if (!/^[+-]?\d+$/.test(limit))
      return answers.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`);
    const page = this.#cluster.pager.page({
      ...scope,
      ...(Number(limit) > 0 ? { limit: Number(limit) } : {}),
      ...(query['continue'] === undefined || query['continue'] === ''
        ? {}
        : { continueText: query['continue'] }),
    });
    if ('code' in page) return page;
    const inserted = findFault(faults, 'insertItem');
    const whole = pieces(
      scope.resource,
      inserted === undefined ? page : withItem(page, inserted.at, inserted.text),
    );
    const fault = findFault(faults, 'cut');
    return fault === undefined
      ? { pieces: whole, end: 'clean' }
      : { pieces: cut(whole, fault.at), end: fault.end };
  }

  #object(call: Call, address: Address, faults: readonly SandboxFault[]): ServiceResult {
    const { method } = call.request;
    if (method === 'GET') return this.#get(call.request, address);
    return method === 'PATCH' ? this.#patch(call, address, faults) : answers.methodNotAllowed();
  }

  #get(request: RequestRecord, address: Address): ServiceResult {
    const form = negotiateForm(request.headers.accept);
    if (form === undefined) return answers.notAcceptable(address.resource);
    const object = this.#cluster.get(address);
    return object === undefined
      ? answers.notFound(address)
      : objectAnswer(200, address.resource, object, form);
  }

  #patch({ request, user }: Call, address: Address, faults: readonly SandboxFault[]): ServiceResult {
    const type = contentType(request);
    if (type !== 'application/json-patch+json') return refusals.unsupportedMediaType(address.resource);
    const form = negotiateForm(request.headers.accept);
    if (form === undefined) return answers.notAcceptable(address.resource);
    const dryRun = request.query['dryRun'];
    if (dryRun !== undefined && dryRun !== 'All') return refusals.unknownDryRun(dryRun);

    const writer = findFault(faults, 'otherWriter');
    if (writer !== undefined) this.#cluster.change(address, writer.change);
    const before = this.#cluster.get(address);
    if (before === undefined) return answers.notFound(address);
    if (findFault(faults, 'conflict') !== undefined) return refusals.conflict(address);
    const result = patched(address, before, request.body);
    if ('code' in result) return result;
    const admitted = mutated(result.object, faults);
    const denied = this.#denied(user, { address, before, after: admitted }, faults);
    if (denied !== undefined) return denied;
    const after = dryRun === undefined ? this.#cluster.put(admitted) : admitted;
    return findFault(faults, 'lostAnswer') === undefined
      ? objectAnswer(200, address.resource, after, form)
      : 'drop';
  }

  /** Admission: the image-only policy, then a webhook. */
  #denied(user: SandboxUser, write: Write, faults: readonly SandboxFault[]): FakeResponse | undefined {
    const { address, before, after } = write;
    const guarded = this.#options.imageOnlyPolicy === user.username;
    const objection = guarded ? imageOnlyObjection(address.resource, before, after) : undefined;
    if (objection !== undefined)
      return refusals.deniedByPolicy(address, imageOnlyPolicyName(user.username), objection);
    const webhook = findFault(faults, 'webhook');
    return (
      webhook && refusals.deniedByWebhook(webhook.webhook, webhook.message, webhook.code, webhook.reason)
    );
  }
}

/** An object before it is written. */
interface Write {
  readonly address: Address;
  readonly before: KubernetesObject;
  readonly after: KubernetesObject;
}

function mutated(object: KubernetesObject, faults: readonly SandboxFault[]): KubernetesObject {
  return findFault(faults, 'mutation')?.change(object) ?? object;
}

function injectedRefusal(faults: readonly SandboxFault[]): FakeResponse | undefined {
  const tooMany = findFault(faults, 'tooManyRequests');
  if (tooMany !== undefined) return answers.tooManyRequests(tooMany.retryAfter);
  const error = findFault(faults, 'serverError');
  if (error === undefined) return undefined;
  const response = error.code === 500 ? answers.internalError('configured to fail') : answers.unavailable();
  return error.retryAfter === undefined ? response : answers.withRetryAfter(response, error.retryAfter);
}

/** By the permissions of the user, or by a fault, which affects only served resources, not paths. */
function forbidden(
  { request, user }: Call,
  { type }: ResourceTarget,
  faults: readonly SandboxFault[],
): FakeResponse | undefined {
  const access = readAccessRequest(request);
  const fault = findFault(faults, 'forbidden');
  if (fault !== undefined && (type === 'collection' || type === 'object'))
    return answers.forbidden(fault.user, access);
  return decideAccess(user, access).allowed ? undefined : answers.forbidden(user.username, access);
}

function review({ request, user }: Call, resource: Resource): FakeResponse {
  if (request.method !== 'POST') return answers.methodNotAllowed();
  const form = negotiateForm(request.headers.accept);
  if (form === undefined) return answers.notAcceptable(resource);
  if (!['', 'application/json'].includes(contentType(request))) return refusals.unreadableMediaType();
  const answer = reviewed(resource, request.body, user);
  return 'code' in answer ? answer : objectAnswer(201, resource, answer.object, form);
}

/** Without its parameters. */
function contentType({ headers }: RequestRecord): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

function toAction(method: string, { type }: ResourceTarget): FaultSubject['does'] {
  if (method === 'GET' && type === 'collection') return 'list';
  return method === 'PATCH' && type === 'object' ? 'patch' : 'other';
}

function objectAnswer(
  code: number,
  resource: Resource,
  object: KubernetesObject,
  form: ResponseForm,
): FakeResponse {
  if (form === 'object') return answers.jsonAnswer(code, objectText(resource, object));
  const { metadata } = object;
  const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
  return answers.jsonAnswer(code, JSON.stringify(partial));
}

function version(gitVersion: string): FakeResponse {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\./.exec(gitVersion) ?? [];
  return answers.jsonAnswer(
    200,
    JSON.stringify({ major, minor, gitVersion, platform: 'linux/amd64' }, null, 2),
  );
}
