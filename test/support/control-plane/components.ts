/** The command lines of a control plane on loopback, and the files that they name. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Assets } from './assets/find-assets.ts';
import type { Command } from '../keeper.ts';
import { kubeconfigText } from './kubeconfig.ts';

/** Somebody whom the API server knows by a token: name and groups. */
export type Users = Readonly<Record<string, readonly string[]>>;

/** Bearer tokens by the name of the user. */
export type Tokens = Readonly<Record<string, string>>;

/** Where everything is. */
export interface Site {
  readonly folder: string;
  readonly name: string;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly apiServerPort: number;
}

/** The user that the controllers run as. */
export const CONTROLLERS = 'system:kube-controller-manager';

/** Made by the API server itself at its first start; certificate and issuer in one file. */
export function certificateFile({ folder }: Site): string {
  return path.join(folder, 'certificates', 'apiserver.crt');
}

/** For clients of etcd. Plain HTTP. */
export function etcdUrl({ etcdPort }: Site): string {
  return `http://127.0.0.1:${etcdPort}`;
}

/** Without a slash at the end. */
export function apiServerUrl({ apiServerPort }: Site): string {
  return `https://127.0.0.1:${apiServerPort}`;
}

/** A fresh token for each user. */
export function makeTokens(users: Users): Tokens {
  return Object.fromEntries(Object.keys(users).map((user) => [user, randomBytes(16).toString('hex')]));
}

/** The key that signs tokens of service accounts, and the users' tokens. */
export async function writeFiles({ folder }: Site, users: Users, tokens: Tokens): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(path.join(folder, SIGNING_KEY), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const lines = Object.entries(users).map(
    ([user, groups]) => `${tokens[user]},${user},${user},"${groups.join(',')}"\n`,
  );
  await writeFile(path.join(folder, TOKENS), lines.join(''), { mode: 0o600 });
}

/** Components take settings from the environment too: `ETCD_…`, proxies. */
const NOTHING = {};

const SIGNING_KEY = 'service-account.key';
const TOKENS = 'tokens.csv';

/** What is stored is thrown away at the end: nothing is worth waiting for a disk. */
export function etcdCommand({ etcd }: Assets, site: Site): Command {
  const peerUrl = `http://127.0.0.1:${site.etcdPeerPort}`;
  return {
    file: etcd,
    environment: NOTHING,
    arguments: flags({
      name: site.name,
      'data-dir': path.join(site.folder, 'etcd'),
      'listen-client-urls': etcdUrl(site),
      'advertise-client-urls': etcdUrl(site),
      'listen-peer-urls': peerUrl,
      'initial-advertise-peer-urls': peerUrl,
      'initial-cluster': `${site.name}=${peerUrl}`,
      'unsafe-no-fsync': 'true',
    }),
  };
}

/** Without the plugin ServiceAccount pods need no token, so that they can be made before there are controllers. */
export function apiServerCommand({ apiServer }: Assets, site: Site, more: readonly string[]): Command {
  const { folder } = site;
  return {
    file: apiServer,
    environment: NOTHING,
    arguments: [
      ...flags({
        'etcd-servers': etcdUrl(site),
        'bind-address': '127.0.0.1',
        'advertise-address': '127.0.0.1',
        // No endpoints of the service `kubernetes`: they must not be on loopback.
        'endpoint-reconciler-type': 'none',
        'secure-port': String(site.apiServerPort),
        'cert-dir': path.dirname(certificateFile(site)),
        'service-account-issuer': 'https://kubernetes.default.svc',
        'service-account-key-file': path.join(folder, SIGNING_KEY),
        'service-account-signing-key-file': path.join(folder, SIGNING_KEY),
        'service-cluster-ip-range': '10.0.0.0/24',
        'authorization-mode': 'RBAC',
        'token-auth-file': path.join(folder, TOKENS),
        'disable-admission-plugins': 'ServiceAccount',
      }),
      ...more,
    ],
  };
}

/** Runs all controllers that Kubernetes runs by default; writes the file that it needs. */
export async function controllerManagerCommand(
  program: string,
  site: Site,
  access: { readonly ca: string; readonly token: string },
): Promise<Command> {
  const kubeconfig = path.join(site.folder, 'controllers.kubeconfig');
  await writeFile(kubeconfig, kubeconfigText({ url: apiServerUrl(site), user: CONTROLLERS, ...access }), {
    mode: 0o600,
  });
  return {
    file: program,
    environment: NOTHING,
    arguments: flags({
      kubeconfig,
      'service-account-private-key-file': path.join(site.folder, SIGNING_KEY),
      'leader-elect': 'false',
      // It serves nothing: no port to choose.
      'secure-port': '0',
      // Tests make more changes in a second than a cluster in an hour.
      'kube-api-qps': '500',
      'kube-api-burst': '1000',
    }),
  };
}

function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
