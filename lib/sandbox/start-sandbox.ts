/** A Kubernetes API server inside this process: JSON only, for the demo, quick tests and measurements. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxUser } from './sandbox-users.ts';
import { SandboxCluster } from './sandbox-cluster.ts';
import type { FaultRule, SandboxFault } from './fault-book.ts';
import { listen, type ClientSocket, type TlsOptions } from './listener.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import type { OpenRecord, RequestRecord } from './request-log.ts';
import { BUILT_IN, type Resource } from './resources.ts';
import { Service, type ServiceResult } from './service.ts';
import { internalError } from './fake-response.ts';
import { breakOff, writePieces } from './stream.ts';

/** All optional. Default: an open, empty server of Kubernetes 1.36 on a free port. */
export interface SandboxOptions {
  readonly objects?: readonly KubernetesObject[];
  /** Kinds in addition to the built-in ones, such as Argo Rollouts. */
  readonly resources?: readonly Resource[];
  /** The version of `GET /version`. Default: `v1.36.3`. */
  readonly gitVersion?: string;
  /**
   * The users by bearer token, with their permissions. Without users and tokens the server is open, like `kubectl proxy`: every
   * caller is `PROXY_USER`, who has all permissions.
   */
  readonly users?: Readonly<Record<string, SandboxUser>>;
  /** Bearer tokens of `PROXY_USER`. */
  readonly tokens?: readonly string[];
  /** The name of the user whom `infra/rbac/image-only-policy.yaml` restricts. */
  readonly imageOnlyPolicy?: string;
  /** Serves HTTPS with this certificate, like a GKE cluster. */
  readonly tls?: TlsOptions;
  /** Delay of each request. */
  readonly latencyMs?: number;
  /** On 127.0.0.1. Default: a free port. */
  readonly port?: number;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`, or `https://…` with a certificate; without a slash at the end. */
  readonly url: string;
  /** The requests so far, oldest first. */
  readonly requests: readonly RequestRecord[];
  /** All objects of a kind, by namespace and name. */
  objects(kind: string): readonly KubernetesObject[];
  get(kind: string, namespace: string, name: string): KubernetesObject | undefined;
  /** Creates or replaces an object; see {@link SandboxCluster.put}. */
  put(object: KubernetesObject): KubernetesObject;
  /** Whether it existed. */
  remove(kind: string, namespace: string, name: string): boolean;
  /** `kubectl rollout undo`, optionally with `--to-revision`; false if there is no earlier revision. */
  undoRollout(kind: string, namespace: string, name: string, toRevision?: number): boolean;
  /** Makes matching requests fail from now on. Rules accumulate; every matching rule applies to a request. */
  fail(rule: FaultRule): void;
  /** Removes all rules of `fail`. Expired tokens stay expired. */
  heal(): void;
  /** Expires every `continue` token. */
  expireContinueTokens(): void;
  /** Closes idle keep-alive sockets. */
  closeIdle(): void;
  /** Stops listening and destroys all sockets: connections are rejected from then on. */
  close(): Promise<void>;
}

/** Starts a sandbox and returns it when it listens. An object that it cannot serve is an error. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const cluster = new SandboxCluster([...BUILT_IN, ...(options.resources ?? [])]);
  for (const object of options.objects ?? []) cluster.put(object);
  const service = new Service(cluster, { ...options, gitVersion: options.gitVersion ?? 'v1.36.3' });
  const requests: RequestRecord[] = [];
  const place = { port: options.port ?? 0, tls: options.tls };
  const listener = await listen(place, (request, response, connection) => {
    const record = openRecord(request, connection);
    requests.push(record);
    return serve({ service, latencyMs: options.latencyMs ?? 0 }, { request, response, record });
  });
  return {
    url: listener.url,
    requests,
    objects: (kind) => cluster.objects(kind),
    get: (kind, namespace, name) => cluster.find(kind, namespace, name),
    put: (object) => cluster.put(object),
    remove: (kind, namespace, name) => cluster.remove(kind, namespace, name),
    undoRollout: (kind, namespace, name, toRevision) =>
      cluster.undoRollout(kind, namespace, name, toRevision),
    fail: (rule) => {
      service.faults.add(rule);
    },
    heal: () => {
      service.faults.clear();
    },
    expireContinueTokens: () => {
      cluster.pager.expire();
    },
    closeIdle: () => {
      listener.closeIdle();
    },
    close: () => listener.close(),
  };
}

function openRecord(request: IncomingMessage, { number, requests }: ClientSocket): OpenRecord {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: '',
    connection: number,
    reused: requests > 1,
    status: undefined,
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: OpenRecord;
}

async function serve(
  { service, latencyMs }: { service: Service; latencyMs: number },
  exchange: Exchange,
): Promise<void> {
  const { request, record } = exchange;
  record.body = await text(request);
  const faults = service.faultsFor(record);
  const pause = findDelay(faults, latencyMs);
  if (pause > 0) await sleep(pause, undefined, { ref: false });
  await send(serveRequest(service, record, faults), exchange);
}

function findDelay(faults: readonly SandboxFault[], latencyMs: number): number {
  return faults.reduce((sum, fault) => (fault.type === 'delay' ? sum + fault.ms : sum), latencyMs);
}

/** An error of a test's own function (of the fault `otherWriter`) is shown in the response. */
function serveRequest(
  service: Service,
  record: RequestRecord,
  faults: readonly SandboxFault[],
): ServiceResult {
  try {
    return service.outcome(record, faults);
  } catch (error) {
    return internalError(String(error));
  }
}

async function send(outcome: ServiceResult, { response, record }: Exchange): Promise<void> {
  if (outcome === 'hang') return;
  if (outcome === 'drop') {
    response.destroy();
    return;
  }
  if ('code' in outcome) {
    record.status = outcome.code;
    response.writeHead(outcome.code, {
      ...outcome.headers,
      'content-length': Buffer.byteLength(outcome.body),
    });
    response.end(outcome.body);
    return;
  }
  record.status = 200;
  response.writeHead(200, { 'content-type': 'application/json' });
  await writePieces(response, outcome.pieces);
  if (outcome.end === 'clean') response.end();
  else await breakOff(response);
}
