/**
 * A Kubernetes control plane on loopback: etcd, kube-apiserver and, where it is there, kube-controller-manager, with
 * TLS, RBAC and tokens. No nodes: pods are made and stay pending. Nothing of it outlives this process.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json } from '../../../lib/sandbox/json.ts';
import { apiClient, type ApiAnswer } from './api-client.ts';
import type { Assets } from './assets/find-assets.ts';
import * as components from './components.ts';
import type { Site, Tokens, Users } from './components.ts';
import { compactEtcd } from './etcd.ts';
import { freePorts } from '../free-ports.ts';
import { keep, type Keeper } from '../keeper.ts';
import { kubeconfigText } from './kubeconfig.ts';
import {
  ADMIN,
  certificate,
  startApiServer,
  startControllers,
  startEtcd,
  userToken,
  type Setup,
} from './start-components.ts';

export { ADMIN };

/** As GKE names a Google service account. Has no rights but those of every user, until a test gives some. */
export const UPDATER = 'image-updater@shop.iam.gserviceaccount.com';

/** All but the programs may be left out. */
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

/** Process ids of the components. */
interface Pids {
  readonly etcd: number;
  readonly apiServer: number;
  readonly controllerManager?: number;
}

/** A running control plane. */
export interface RequestContent {
  readonly body?: Json | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

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
  /** One request as a user; a body is sent as JSON, and with PATCH as a JSON Patch. */
  request(user: string, method: string, path: string, body?: Json): Promise<ApiAnswer>;
  /** The same with headers, which count more than those that are sent anyway. */
  send(user: string, method: string, path: string, content: RequestContent): Promise<ApiAnswer>;
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
  const { assets, apiServerArguments = [], choosePorts = freePorts, controllers = true } = options;
  const users: Users = {
    [ADMIN]: ['system:masters'],
    [components.CONTROLLERS]: ['system:masters'],
    [UPDATER]: [],
    ...options.users,
  };
  const tokens = components.makeTokens(users);
  const site = siteIn(keeper.folder, await choosePorts(3));
  const url = components.apiServerUrl(site);
  const setup: Setup = { keeper, assets, site, tokens, apiServerArguments };
  await components.writeFiles(site, users, tokens);

  const etcd = await startEtcd(setup);
  let apiServer = await startApiServer(setup);
  const restartApiServer = async () => {
    await apiServer.kill();
    apiServer = await startApiServer(setup);
  };
  const controllerManager = controllers ? await startControllers(setup) : undefined;
  const ca = await certificate(site);
  const api = apiClient(url, ca);
  const send: ControlPlane['send'] = (user, method, place, { body, headers }) => {
    const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
    return api.send(place, {
      method,
      token: userToken(tokens, user),
      headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };

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
    request: (user, method, place, body) => send(user, method, place, { body }),
    send,
    writeKubeconfig: async (user) => {
      const file = path.join(keeper.folder, `${encodeURIComponent(user)}.kubeconfig`);
      await writeFile(file, kubeconfigText({ url, ca, user, token: userToken(tokens, user) }), {
        mode: 0o600,
      });
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
