/**
 * A Kubernetes control plane on loopback: etcd, kube-apiserver and, where it is there, kube-controller-manager, with
 * TLS, RBAC and tokens. No nodes: pods are made and stay pending. Nothing of it outlives this process.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json } from '../../lib/sandbox/json.ts';
import { apiClient, type ApiAnswer, type ApiClient } from './api-client.ts';
import type { Assets } from './assets/find-assets.ts';
import * as components from './components.ts';
import type { Site, Tokens, Users } from './components.ts';
import { compactEtcd, etcdMembers } from './etcd.ts';
import { freePorts } from './free-ports.ts';
import { keep, type Keeper, type KeptProcess } from './keeper.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { startReady } from './ready.ts';

/** In the group system:masters: may do everything. */
export const ADMIN = 'admin';

/** As GKE names a Google service account. Has no rights but those of every user, until a test gives some. */
export const UPDATER = 'image-updater@shop.iam.gserviceaccount.com';

export interface ControlPlaneOptions {
  readonly assets: Assets;
  /** Whether controllers run; they do unless this is false or their program is missing. */
  readonly controllers?: boolean;
  /** Users beside {@link ADMIN} and {@link UPDATER}. */
  readonly users?: Users;
  /** Further arguments of kube-apiserver, such as `--max-requests-inflight=4`. */
  readonly apiServerArguments?: readonly string[];
  /** Chooses that many ports for a start; free ones unless given. */
  readonly choosePorts?: (count: number) => Promise<readonly number[]>;
}

export interface Pids {
  readonly etcd: number;
  readonly apiServer: number;
  readonly controllerManager?: number;
}

/** A running control plane. */
export interface ControlPlane {
  /** `https://127.0.0.1:PORT`, the same after a restart. */
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly tokens: Tokens;
  readonly assets: Assets;
  /** Whether controllers run. */
  readonly controllers: boolean;
  /** Holds what it keeps and the components' logs; gone after `stop`. */
  readonly folder: string;
  /** As of now: a restart changes them. */
  pids(): Pids;
  /** One request as a user; a body is sent as JSON, and with PATCH as a JSON Patch. `headers` come last. */
  request(
    user: string,
    method: string,
    path: string,
    body?: Json,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer>;
  /** Writes a kubeconfig with the user's token into the folder, and gives its path. */
  writeKubeconfig(user: string): Promise<string>;
  /** SIGKILL: connections break off, and new ones are refused. */
  killApiServer(): Promise<void>;
  /** Kills it if it runs, starts it again on the same port and waits until it is ready. */
  restartApiServer(): Promise<void>;
  /**
   * Lists begun before can not be continued from then on: etcd forgets older states, and the API server, which
   * keeps some in its memory, is restarted.
   */
  expireContinueTokens(): Promise<void>;
  /** Ends everything and removes the folder. */
  stop(): Promise<void>;
}

const ATTEMPTS = 5;
const ADDRESS_IN_USE = 'address already in use';

/** Starts one and gives it once it is ready. Rejects with the end of a component's log where that fails. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  for (let attempt = 1; ; attempt += 1) {
    const keeper = keep(mkdtempSync(path.join(tmpdir(), 'image-updater-cluster-')));
    try {
      return await startIn(keeper, options);
    } catch (error) {
      await keeper.end();
      // Somebody else was quicker to take one of the ports.
      const inUse = error instanceof Error && error.message.includes(ADDRESS_IN_USE);
      if (!inUse || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startIn(keeper: Keeper, options: ControlPlaneOptions): Promise<ControlPlane> {
  const { assets, apiServerArguments = [], choosePorts = freePorts } = options;
  const users: Users = {
    [ADMIN]: ['system:masters'],
    [components.CONTROLLERS]: ['system:masters'],
    [UPDATER]: [],
    ...options.users,
  };
  const tokens = components.makeTokens(users);
  const site = siteIn(keeper.folder, await choosePorts(3));
  const url = components.apiServerUrl(site);
  await components.writeFiles(site, users, tokens);

  const etcd = await startReady(keeper, 'etcd', components.etcdCommand(assets, site), () => isEtcd(site));
  const startApiServer = () => {
    const command = components.apiServerCommand(assets, site, apiServerArguments);
    return startReady(keeper, 'kube-apiserver', command, () => isApiServer(site, tokens));
  };
  let apiServer = await startApiServer();
  const restartApiServer = async () => {
    await apiServer.kill();
    apiServer = await startApiServer();
  };
  const ca = await certificate(site);
  const api = apiClient(url, ca);
  const controllerManager =
    options.controllers === false
      ? undefined
      : await startControllers(keeper, { assets, site, api, ca, tokens });

  return {
    url,
    ca,
    tokens,
    assets,
    controllers: controllerManager !== undefined,
    folder: keeper.folder,
    pids: () => ({
      etcd: etcd.pid,
      apiServer: apiServer.pid,
      ...(controllerManager === undefined ? {} : { controllerManager: controllerManager.pid }),
    }),
    request: (user, method, place, body, headers) => {
      const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
      return api.send(place, {
        method,
        token: tokenOf(tokens, user),
        headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    writeKubeconfig: async (user) => {
      const file = path.join(keeper.folder, `${encodeURIComponent(user)}.kubeconfig`);
      await writeFile(file, kubeconfigText({ url, ca, user, token: tokenOf(tokens, user) }), { mode: 0o600 });
      return file;
    },
    killApiServer: () => apiServer.kill(),
    restartApiServer,
    expireContinueTokens: async () => {
      await compactEtcd(components.etcdUrl(site));
      await restartApiServer();
    },
    stop: async () => {
      api.close();
      await keeper.end();
    },
  };
}

function siteIn(
  folder: string,
  [etcdPort = 0, etcdPeerPort = 0, apiServerPort = 0]: readonly number[],
): Site {
  return { folder, name: `test-${randomUUID()}`, etcdPort, etcdPeerPort, apiServerPort };
}

function tokenOf(tokens: Tokens, user: string): string {
  const token = tokens[user];
  if (token === undefined) throw new Error(`the control plane was started without the user ${user}`);
  return token;
}

/** Whether our own etcd answers on its port. */
async function isEtcd(site: Site): Promise<boolean> {
  return (await etcdMembers(components.etcdUrl(site))).includes(site.name);
}

/** Whether our own API server answers, is ready and has made the first namespace. */
async function isApiServer(site: Site, tokens: Tokens): Promise<boolean> {
  const client = apiClient(components.apiServerUrl(site), await certificate(site));
  try {
    const token = tokenOf(tokens, ADMIN);
    const ready = await client.send('/readyz', { token });
    const namespace = await client.send('/api/v1/namespaces/default', { token });
    return ready.status === 200 && namespace.status === 200;
  } finally {
    client.close();
  }
}

function certificate(site: Site): Promise<string> {
  return readFile(components.certificateFile(site), 'utf8');
}

interface ControllersSite {
  readonly assets: Assets;
  readonly site: Site;
  readonly api: ApiClient;
  readonly ca: string;
  readonly tokens: Tokens;
}

/** Ready when one controller has done its first work; undefined where the program is missing. */
async function startControllers(
  keeper: Keeper,
  { assets, site, api, ca, tokens }: ControllersSite,
): Promise<KeptProcess | undefined> {
  if (assets.controllerManager === undefined) return undefined;
  const token = tokenOf(tokens, components.CONTROLLERS);
  const command = await components.controllerManagerCommand(assets.controllerManager, site, { ca, token });
  return startReady(keeper, 'kube-controller-manager', command, async () => {
    const { status } = await api.send('/api/v1/namespaces/default/serviceaccounts/default', { token });
    return status === 200;
  });
}
