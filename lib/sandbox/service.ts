/** What one request is answered with: authentication, faults, and then the real thing. */
import { formOf, type Form } from './accept.ts';
import type { Cluster } from './cluster.ts';
import { faultOf, FaultBook, type FaultSubject, type SandboxFault } from './faults.ts';
import { cut, pieces, withItem, type ListRequest, type Piece } from './list.ts';
import type { KubernetesObject } from './object.ts';
import { patched } from './patch.ts';
import { bearerToken, type RequestRecord } from './request-log.ts';
import { targetOf, type Resource, type Target } from './resources.ts';
import * as answers from './status.ts';
import type { Answer } from './status.ts';
import { objectText, type Address } from './store.ts';

/** An answer, a list to be streamed, or no answer: the socket left open (`hang`) or destroyed (`drop`). */
export type Outcome =
  Answer | { readonly pieces: Iterable<Piece>; readonly end: 'broken' | 'clean' } | 'hang' | 'drop';

/** How the server presents itself, and to whom. */
export interface ServiceOptions {
  readonly gitVersion: string;
  /** Accepted bearer tokens; undefined accepts everybody. */
  readonly tokens?: readonly string[] | undefined;
}

/** Queries that would change a list, and that the sandbox does not serve: better refused than passed over. */
const NOT_SERVED = ['labelSelector', 'fieldSelector', 'watch', 'sendInitialEvents'];

/** Decides what each request gets; knows HTTP only as far as method, path, query, headers and body. */
export class Service {
  readonly faults = new FaultBook();
  readonly #cluster: Cluster;
  readonly #options: ServiceOptions;
  readonly #expiredTokens = new Set<string>();

  constructor(cluster: Cluster, options: ServiceOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** The faults to be done to a request; each is taken once. */
  faultsFor(request: RequestRecord): readonly SandboxFault[] {
    const target = targetOf(request.path, this.#cluster.resources);
    return this.faults.take({ ...request, does: doesOf(request.method, target) });
  }

  outcome(request: RequestRecord, faults: readonly SandboxFault[]): Outcome {
    if (faultOf(faults, 'hang') !== undefined) return 'hang';
    if (faultOf(faults, 'drop') !== undefined) return 'drop';
    const target = targetOf(request.path, this.#cluster.resources);
    return (
      turnedAway(faults) ??
      this.#unauthorized(request, faults) ??
      forbidden(request.method, target, faults) ??
      this.#served(request, target, faults)
    );
  }

  #unauthorized(request: RequestRecord, faults: readonly SandboxFault[]): Answer | undefined {
    const token = bearerToken(request);
    const expires = faultOf(faults, 'expireToken') !== undefined;
    if (expires && token !== undefined) this.#expiredTokens.add(token);
    const { tokens } = this.#options;
    const known = tokens === undefined || (token !== undefined && tokens.includes(token));
    const expired = expires || (token !== undefined && this.#expiredTokens.has(token));
    return known && !expired ? undefined : answers.unauthorized();
  }

  #served(request: RequestRecord, target: Target, faults: readonly SandboxFault[]): Outcome {
    if (target.type === 'noPath') return answers.noSuchPath();
    if (target.type === 'noResource') return answers.noSuchResource();
    if (target.type === 'object') return this.#object(request, target, faults);
    if (request.method !== 'GET') return answers.methodNotAllowed();
    return target.type === 'version'
      ? version(this.#options.gitVersion)
      : this.#list(request, target, faults);
  }

  #list(
    request: RequestRecord,
    scope: Pick<ListRequest, 'resource' | 'namespace'>,
    faults: readonly SandboxFault[],
  ): Outcome {
    const { query } = request;
    const refused = NOT_SERVED.find((key) => query[key] !== undefined);
    if (refused !== undefined) return answers.textAnswer(501, `the sandbox does not serve ${refused}`);
    if (formOf(request.headers.accept) !== 'object') return answers.notAcceptable(scope.resource);
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
    const inserted = faultOf(faults, 'insertItem');
    const whole = pieces(
      scope.resource,
      inserted === undefined ? page : withItem(page, inserted.at, inserted.text),
    );
    const fault = faultOf(faults, 'cut');
    return fault === undefined
      ? { pieces: whole, end: 'clean' }
      : { pieces: cut(whole, fault.at), end: fault.end };
  }

  #object(request: RequestRecord, address: Address, faults: readonly SandboxFault[]): Outcome {
    if (request.method === 'GET') return this.#get(request, address);
    return request.method === 'PATCH' ? this.#patch(request, address, faults) : answers.methodNotAllowed();
  }

  #get(request: RequestRecord, address: Address): Outcome {
    const form = formOf(request.headers.accept);
    if (form === undefined) return answers.notAcceptable(address.resource);
    const object = this.#cluster.get(address);
    return object === undefined ? answers.notFound(address) : ok(address.resource, object, form);
  }

  #patch(request: RequestRecord, address: Address, faults: readonly SandboxFault[]): Outcome {
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim();
    if (type !== 'application/json-patch+json') return answers.unsupportedMediaType(address.resource);
    const form = formOf(request.headers.accept);
    if (form === undefined) return answers.notAcceptable(address.resource);
    const dryRun = request.query['dryRun'];
    if (dryRun !== undefined && dryRun !== 'All') return answers.unknownDryRun(dryRun);

    const writer = faultOf(faults, 'otherWriter');
    if (writer !== undefined) this.#cluster.change(address, writer.change);
    const before = this.#cluster.get(address);
    if (before === undefined) return answers.notFound(address);
    if (faultOf(faults, 'conflict') !== undefined) return answers.conflict(address);
    const result = patched(address, before, request.body);
    if ('code' in result) return result;
    const webhook = faultOf(faults, 'webhook');
    if (webhook !== undefined)
      return answers.deniedByWebhook(webhook.webhook, webhook.message, webhook.code, webhook.reason);
    const after = dryRun === undefined ? this.#cluster.put(result.object) : result.object;
    return faultOf(faults, 'lostAnswer') === undefined ? ok(address.resource, after, form) : 'drop';
  }
}

function turnedAway(faults: readonly SandboxFault[]): Answer | undefined {
  const tooMany = faultOf(faults, 'tooManyRequests');
  if (tooMany !== undefined) return answers.tooManyRequests(tooMany.retryAfter);
  const error = faultOf(faults, 'serverError');
  if (error === undefined) return undefined;
  const answer = error.code === 500 ? answers.internalError('told to fail') : answers.unavailable();
  return error.retryAfter === undefined ? answer : answers.withRetryAfter(answer, error.retryAfter);
}

function forbidden(method: string, target: Target, faults: readonly SandboxFault[]): Answer | undefined {
  const fault = faultOf(faults, 'forbidden');
  if (fault === undefined || (target.type !== 'collection' && target.type !== 'object')) return undefined;
  return answers.forbidden(fault.user, verbOf(method, target.type), target);
}

function verbOf(method: string, type: 'collection' | 'object'): string {
  if (method === 'GET') return type === 'collection' ? 'list' : 'get';
  return method.toLowerCase();
}

function doesOf(method: string, { type }: Target): FaultSubject['does'] {
  if (method === 'GET' && type === 'collection') return 'list';
  return method === 'PATCH' && type === 'object' ? 'patch' : 'other';
}

function ok(resource: Resource, object: KubernetesObject, form: Form): Answer {
  if (form === 'object') return answers.jsonAnswer(200, objectText(resource, object));
  const { metadata } = object;
  return answers.jsonAnswer(
    200,
    JSON.stringify({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }),
  );
}

function version(gitVersion: string): Answer {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\./.exec(gitVersion) ?? [];
  return answers.jsonAnswer(
    200,
    JSON.stringify({ major, minor, gitVersion, platform: 'linux/amd64' }, null, 2),
  );
}
