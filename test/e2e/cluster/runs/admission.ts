/** Admission webhooks: a real HTTPS server of the test, and the configuration by which the API server calls it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { memberAt, readJson, type Json, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { selfSigned } from '../../../support/tls-certificate.ts';
import { closeServer, listen } from '../../../support/local-server.ts';
import { base64 } from '../../../support/base64.ts';

/** What a webhook does with a review; a denial may have a `Status`, `hang` never answers. */
export type Behaviour =
  { readonly does: 'allow' | 'hang' } | { readonly does: 'deny'; readonly status?: JsonMap };

export interface Webhooks {
  /** `https://127.0.0.1:PORT`; the path is the name of a webhook. */
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  /** Names of the webhooks that were asked so far, and whether about a dry run. */
  readonly asked: readonly { readonly name: string; readonly dryRun: boolean }[];
  readonly close: () => Promise<void>;
}

/** Serves webhooks by their names. */
export async function serveWebhooks(behaviours: Readonly<Record<string, Behaviour>>): Promise<Webhooks> {
  const { cert, key } = selfSigned();
  const asked: { name: string; dryRun: boolean }[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = new URL(request.url ?? '/', 'https://127.0.0.1').pathname.slice(1);
    const behaviour = behaviours[name] ?? { does: 'hang' };
    const review = memberAt(readJson(await text(request)), ['request']);
    asked.push({ name, dryRun: memberAt(review, ['dryRun']) === true });
    if (behaviour.does !== 'hang') answer(response, behaviour, memberAt(review, ['uid']));
  };
  const server = createServer({ cert, key }, (request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  // Those in the middle of a handshake are no HTTP connections yet, and the server would wait for them.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  const close = async (): Promise<void> => {
    const closed = closeServer(server);
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: `https://127.0.0.1:${port}`, ca: cert, asked, close };
}

function answer(response: ServerResponse, behaviour: Behaviour, uid: Json = null): void {
  const status = behaviour.does === 'deny' ? behaviour.status : undefined;
  const review = {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid, allowed: behaviour.does === 'allow', ...(status === undefined ? {} : { status }) },
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(review));
}

/** One webhook as its configuration names it. */
export interface Hook {
  /** It is asked about workloads with the label `webhook: NAME`. */
  readonly name: string;
  /** The name is the path. */
  readonly url: string;
  readonly sideEffects?: string;
  /** How long the API server waits for an answer; long where nothing is said, for a busy machine answers late. */
  readonly seconds?: number;
}

/** Webhooks that have to be asked about changes of Deployments in one namespace. */
export function webhookConfiguration(
  name: string,
  namespace: string,
  { ca }: Pick<Webhooks, 'ca'>,
  hooks: readonly Hook[],
): JsonMap {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: hooks.map((hook) => ({
      name: `${hook.name}.webhooks.example.com`,
      clientConfig: { url: `${hook.url}/${hook.name}`, caBundle: base64(ca) },
      rules: [changesOfDeployments],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      objectSelector: { matchLabels: { webhook: hook.name } },
      failurePolicy: 'Fail',
      timeoutSeconds: hook.seconds ?? 30,
      sideEffects: hook.sideEffects ?? 'None',
      admissionReviewVersions: ['v1'],
    })),
  };
}

/** A policy that refuses changes of Deployments with the label `policy: NAME`, and its binding to one namespace. */
export function refusingPolicy(name: string, namespace: string, reason: string): readonly [JsonMap, JsonMap] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const policy = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [changesOfDeployments],
        objectSelector: { matchLabels: { policy: name } },
      },
      validations: [{ expression: 'false', message: 'not on this workload', reason }],
    },
  };
  const binding = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: ['Deny'],
      matchResources: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      },
    },
  };
  return [policy, binding];
}

/**
 * A policy that makes this of the image of the first container, in CEL, of Deployments with the label `policy: NAME`, and its
 * binding to one namespace.
 */
export function mutatingPolicy(name: string, namespace: string, image: string): readonly [JsonMap, JsonMap] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const path = '/spec/template/spec/containers/0/image';
  const policy = {
    apiVersion,
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      matchConstraints: {
        resourceRules: [changesOfDeployments],
        objectSelector: { matchLabels: { policy: name } },
      },
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: { expression: `[JSONPatch{op: 'replace', path: '${path}', value: ${image}}]` },
        },
      ],
    },
  };
  const matchResources = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  };
  const binding = {
    apiVersion,
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, matchResources },
  };
  return [policy, binding];
}

const changesOfDeployments = {
  operations: ['UPDATE'],
  apiGroups: ['apps'],
  apiVersions: ['v1'],
  resources: ['deployments'],
};
