/** Starts each component of a control plane and knows when it serves; makes sure that no other process answers. */
import { readFile } from 'node:fs/promises';
import { apiClient } from './api-client.ts';
import type { Assets } from './assets/find-assets.ts';
import * as components from './components.ts';
import type { Site, Tokens } from './components.ts';
import { etcdMembers } from './etcd.ts';
import type { Keeper, KeptProcess } from '../keeper.ts';
import { startReady } from '../ready.ts';

/** In the group system:masters: may do everything. */
export const ADMIN = 'admin';

/** What the components are started from. */
export interface Setup {
  readonly keeper: Keeper;
  readonly assets: Assets;
  readonly site: Site;
  readonly tokens: Tokens;
  /** Further arguments of kube-apiserver. */
  readonly apiServerArguments: readonly string[];
}

/** Ready when it reports the member name of this suite. */
export function startEtcd({ keeper, assets, site }: Setup): Promise<KeptProcess> {
  return startReady(keeper, 'etcd', components.etcdCommand(assets, site), async () => {
    const names = await etcdMembers(components.etcdUrl(site));
    return names.includes(site.name);
  });
}

/** Ready when it says so under its certificate and has made the first namespace. */
export function startApiServer(setup: Setup): Promise<KeptProcess> {
  const { keeper, assets, site, apiServerArguments } = setup;
  const command = components.apiServerCommand(assets, site, apiServerArguments);
  return startReady(keeper, 'kube-apiserver', command, () =>
    answerOk(setup, ['/readyz', '/api/v1/namespaces/default']),
  );
}

/** Ready when one controller has done its first work; undefined where the program is missing. */
export async function startControllers(setup: Setup): Promise<KeptProcess | undefined> {
  const { keeper, assets, site, tokens } = setup;
  if (assets.controllerManager === undefined) return undefined;
  const access = { ca: await certificate(site), token: userToken(tokens, components.CONTROLLERS) };
  const command = await components.controllerManagerCommand(assets.controllerManager, site, access);
  return startReady(keeper, 'kube-controller-manager', command, () =>
    answerOk(setup, ['/api/v1/namespaces/default/serviceaccounts/default']),
  );
}

/** The certificate of the API server, PEM; it is there once the server has been started. */
export function certificate(site: Site): Promise<string> {
  return readFile(components.certificateFile(site), 'utf8');
}

/** The user's token; a user whom nobody asked for at the start is an error. */
export function userToken(tokens: Tokens, user: string): string {
  const token = tokens[user];
  if (token === undefined) throw new Error(`the control plane was started without the user ${user}`);
  return token;
}

/** Whether all these paths are there. */
async function answerOk({ site, tokens }: Setup, paths: readonly string[]): Promise<boolean> {
  const client = apiClient(components.apiServerUrl(site), await certificate(site));
  try {
    const token = userToken(tokens, ADMIN);
    const answers = await Promise.all(paths.map((each) => client.send(each, { token })));
    return answers.every(({ status }) => status === 200);
  } finally {
    client.close();
  }
}
