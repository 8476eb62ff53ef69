/** A registry in this process, on loopback: what distribution's server does, and the faults that it does not have. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listen } from '../local-server.ts';
import type { RegistryAuth, RunningRegistry } from './contract.ts';
import type { StoredManifest } from './manifests.ts';

/** A request that came. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
  readonly body: string;
}

export interface FakeRegistry extends RunningRegistry {
  /** With a slash at the end. */
  readonly url: URL;
  readonly seen: readonly SeenRequest[];
}

/** Answers a request in place of the registry; `false`: the registry answers. */
export type Intercept = (request: SeenRequest, response: ServerResponse) => boolean;

const BASIC = `Basic ${Buffer.from('tester:secret').toString('base64')}`;
const TOKEN = 'fake-registry-token';

export async function startFakeRegistry(
  auth: RegistryAuth = 'none',
  intercept: Intercept = () => false,
): Promise<FakeRegistry> {
  const tags = new Map<string, StoredManifest>();
  const seen: SeenRequest[] = [];
  let url = new URL('http://127.0.0.1/');
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await toSeen(incoming);
    seen.push(request);
    if (intercept(request, response)) return;
    if (request.url.startsWith('/token')) answerToken(request, response);
    else if (isAllowed(auth, request)) answerManifest(tags, request, response);
    else response.writeHead(401, { 'www-authenticate': challenge(auth, url) }).end();
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  url = new URL(`http://127.0.0.1:${await listen(server)}/`);
  return {
    host: url.host,
    url,
    seen,
    push: async (name, tag, manifest) => void tags.set(`/v2/${name}/manifests/${tag}`, manifest),
    close: () => closeServer(server),
  };
}

/** Uses one, and ends it. */
export async function withFakeRegistry<T>(
  options: { readonly auth?: RegistryAuth; readonly intercept?: Intercept },
  use: (registry: FakeRegistry) => Promise<T>,
): Promise<T> {
  const registry = await startFakeRegistry(options.auth, options.intercept);
  try {
    return await use(registry);
  } finally {
    await registry.close();
  }
}

/** The response to a request for a manifest. */
export function sendManifest(
  { method }: SeenRequest,
  response: ServerResponse,
  { type, bytes, digest }: Pick<StoredManifest, 'type' | 'bytes'> & { readonly digest: string | undefined },
): void {
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    ...(digest !== undefined && { 'docker-content-digest': digest }),
  });
  response.end(method === 'HEAD' ? undefined : bytes);
}

function answerManifest(
  tags: ReadonlyMap<string, StoredManifest>,
  request: SeenRequest,
  response: ServerResponse,
): void {
  const manifest = tags.get(request.url);
  if (manifest === undefined) response.writeHead(404, { 'content-type': 'application/json' }).end();
  else sendManifest(request, response, manifest);
}

function answerToken({ authorization }: SeenRequest, response: ServerResponse): void {
  const status = authorization === BASIC ? 200 : 401;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ token: TOKEN }));
}

function isAllowed(auth: RegistryAuth, { authorization }: SeenRequest): boolean {
  if (auth === 'none') return true;
  return authorization === (auth === 'basic' ? BASIC : `Bearer ${TOKEN}`);
}

function challenge(auth: RegistryAuth, url: URL): string {
  return auth === 'basic'
    ? 'Basic realm="fake"'
    : `Bearer realm="${url.origin}/token",service="fake",scope="repository:any:pull"`;
}

async function toSeen(incoming: IncomingMessage): Promise<SeenRequest> {
  const body = await text(incoming);
  const { method = '', url = '', headers } = incoming;
  const { authorization, accept } = headers;
  return { method, url, authorization, accept, body };
}
