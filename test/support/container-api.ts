/**
 * A Container API on loopback that answers the documented shapes: both path forms, tokens, partial responses by
 * `fields`, and errors as Google's APIs explain them.
 *
 *     const api = await startContainerApi();
 *     api.tokens.add('token of the identity');
 *     api.put(gkeCluster('projects/shop/locations/europe-west1/clusters/a', {
 *       ...atAddress('127.0.0.1:6443', caInPem),     // the API server of a control plane, or a TLS proxy
 *     }));
 *     openClusters(entries, { environment: { ...process.env, ...api.environment } });
 *     await api.close();
 *
 * With a token endpoint on loopback beside it, whatever that gives out: `startContainerApi({ accepts })`.
 */
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { applyMask, parseMask, unknownField, type Fields } from './field-mask.ts';
import { closeServer, listen } from './local-server.ts';
import { base64 } from './base64.ts';

/** JSON, as the Container API writes it. */
export type ClusterJson = Readonly<Record<string, unknown>>;

interface ContainerRequest {
  readonly path: string;
  readonly fields: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface ContainerApi {
  /** The environment that leads the code here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Those that are let in, beside what `accepts` takes. */
  readonly tokens: Set<string>;
  /** Oldest first, refused ones too. */
  readonly requests: readonly ContainerRequest[];
  /** Creates a cluster or puts another description in its place; they are listed in the order of their creation. */
  readonly put: (cluster: ClusterJson) => void;
  readonly remove: (path: string) => void;
  /** What lists say of zones that they could not see. */
  readonly missingZones: string[];
  /** Each answers one request instead, the first one first. */
  readonly instead: RequestListener[];
  readonly close: () => Promise<void>;
}

export async function startContainerApi({
  accepts = () => false,
}: { readonly accepts?: (token: string) => boolean } = {}): Promise<ContainerApi> {
  const tokens = new Set<string>();
  const requests: ContainerRequest[] = [];
  const clusters = new Map<string, ClusterJson>();
  const missingZones: string[] = [];
  const instead: RequestListener[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const fields = searchParams.get('fields') ?? undefined;
    requests.push({ path, fields, headers: request.headers });
    const special = instead.shift();
    if (special !== undefined) return special(request, response);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!tokens.has(token) && !accepts(token))
      return sendError(response, { code: 401, status: 'UNAUTHENTICATED', message: NO_TOKEN });
    return answer(response, { path: decodeURIComponent(path), fields, clusters, missingZones });
  });
  const port = await listen(server);
  return {
    environment: {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER: `http://127.0.0.1:${port}/`,
    },
    tokens,
    requests,
    missingZones,
    instead,
    put: (cluster) => clusters.set(pathOf(cluster), cluster),
    remove: (path) => clusters.delete(path),
    close: () => closeServer(server),
  };
}

/** As its `selfLink` has it. */
function pathOf({ selfLink }: ClusterJson): string {
  return String(selfLink).replace(/^.*\/v1\//, '');
}

/** A running cluster of this path with the DNS name of its own that every cluster has, closed to external traffic, and without an address. */
export function gkeCluster(path: string, changes: ClusterJson = {}): ClusterJson {
  const [, project = '', , location = '', , name = ''] = path.split('/');
  return {
    name,
    location,
    zone: location,
    id: '0f1e2d3c4b5a',
    status: 'RUNNING',
    resourceLabels: {},
    selfLink: `https://container.googleapis.com/v1/${path}`,
    description: `a cluster of ${project}`,
    currentMasterVersion: '1.33.4-gke.1036000',
    nodePools: [
      { name: 'default-pool', config: { machineType: 'e2-medium', oauthScopes: ['x'.repeat(1000)] } },
    ],
    controlPlaneEndpointsConfig: {
      dnsEndpointConfig: { endpoint: `gke-0f1e-123.${location}.gke.goog`, allowExternalTraffic: false },
    },
    ...changes,
  };
}

/** Changes for a cluster whose public IP endpoint is here (`127.0.0.1:6443`), with a certificate of this CA (PEM). */
export function atAddress(publicEndpoint: string, ca: string): ClusterJson {
  return {
    endpoint: publicEndpoint,
    masterAuth: { clusterCaCertificate: base64(ca), clientCertificateConfig: {} },
    controlPlaneEndpointsConfig: {
      ipEndpointsConfig: {
        enabled: true,
        enablePublicEndpoint: true,
        publicEndpoint,
        privateEndpoint: '10.0.0.2',
      },
    },
  };
}

const NO_TOKEN =
  'Request had invalid authentication credentials. Expected OAuth 2 access token or other valid one.';

/** Runs one that lets `token` in, while `use` runs. */
export async function withContainerApi<T>(
  use: (api: ContainerApi) => Promise<T>,
  options: Parameters<typeof startContainerApi>[0] = {},
): Promise<T> {
  const api = await startContainerApi(options);
  api.tokens.add('token');
  try {
    return await use(api);
  } finally {
    await api.close();
  }
}

export interface ApiError {
  readonly code: number;
  readonly status: string;
  readonly message: string;
  readonly info?: Readonly<Record<string, unknown>> | undefined;
}

/** The error of a Google API (AIP-193). */
export function sendError(response: ServerResponse, { code, status, message, info }: ApiError): void {
  const details =
    info === undefined
      ? {}
      : {
          details: [
            { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', domain: 'googleapis.com', ...info },
          ],
        };
  send(response, code, { error: { code, message, status, ...details } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}

interface Question {
  readonly path: string;
  readonly fields: string | undefined;
  readonly clusters: ReadonlyMap<string, ClusterJson>;
  readonly missingZones: readonly string[];
}

const LIST = /^\/v1\/projects\/([^/]+)\/locations\/([^/]+)\/clusters$/;
const ONE = /^\/v1\/(projects\/[^/]+\/locations\/[^/]+\/clusters\/[^/]+)$/;

function answer(response: ServerResponse, { path, fields, clusters, missingZones }: Question): void {
  const [, project, location] = LIST.exec(path) ?? [];
  if (project !== undefined && location !== undefined) {
    const where = location === '-' ? `projects/${project}/` : `projects/${project}/locations/${location}/`;
    const listed = [...clusters].flatMap(([each, json]) => (each.startsWith(where) ? [json] : []));
    // As proto3 does it: what is empty is left out.
    const list = {
      ...(listed.length === 0 ? {} : { clusters: listed }),
      ...(missingZones.length === 0 ? {} : { missingZones }),
    };
    return masked(response, list, fields, { clusters: DOCUMENTED, missingZones: true });
  }
  const one = clusters.get(ONE.exec(path)?.[1] ?? '');
  if (one === undefined)
    return sendError(response, {
      code: 404,
      status: 'NOT_FOUND',
      message: `Not found: ${path.slice('/v1/'.length)}.`,
    });
  return masked(response, one, fields, DOCUMENTED);
}

const DOCUMENTED: Fields = {
  ...all(
    'name location zone id selfLink description status statusMessage resourceLabels currentMasterVersion',
  ),
  ...all('endpoint nodePools'),
  masterAuth: all('clusterCaCertificate clientCertificateConfig'),
  privateClusterConfig: all(
    'enablePrivateNodes enablePrivateEndpoint masterIpv4CidrBlock privateEndpoint publicEndpoint peeringName',
  ),
  controlPlaneEndpointsConfig: {
    dnsEndpointConfig: all(
      'endpoint allowExternalTraffic dnsAliases enableK8sTokensViaDns enableK8sCertsViaDns',
    ),
    ipEndpointsConfig: all(
      'enabled enablePublicEndpoint globalAccess authorizedNetworksConfig publicEndpoint privateEndpoint',
    ),
  },
};

function all(names: string): Fields {
  return Object.fromEntries(names.split(' ').map((name) => [name, true]));
}

/** A partial response; a field that is not documented is an error, as Google has it. */
function masked(response: ServerResponse, body: unknown, fields: string | undefined, known: Fields): void {
  const mask = fields === undefined ? undefined : parseMask(fields);
  const wrong = mask === undefined ? undefined : unknownField(mask, known);
  if (wrong !== undefined) {
    const message = `Request contains an invalid argument: invalid field selection ${wrong}`;
    return sendError(response, { code: 400, status: 'INVALID_ARGUMENT', message });
  }
  return send(response, 200, mask === undefined ? body : applyMask(body, mask));
}
