/** A fleet of sandboxes with good and broken entries, and the configuration that names them. */
import { BUILT_IN_KINDS } from '../../lib/core/workload/kind.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../lib/sandbox/start-sandbox.ts';
import { inFolder, kubeconfig, type Folder } from './temporary-folder.ts';
import type { Given } from './builders.ts';
import { authority } from './tls-certificate.ts';
import { freePort } from './free-ports.ts';
import { stored } from './on-sandbox.ts';
import { base64 } from './base64.ts';
import { UPDATER } from './accounts.ts';

export type Rights = NonNullable<NonNullable<SandboxOptions['users']>[string]['rights']>;

/** Rights on the built-in kinds, with these verbs, in one namespace or everywhere. */
export function rights(verbs: readonly string[], namespace?: string): Rights {
  return BUILT_IN_KINDS.map(({ group, plural }) => ({
    apiGroups: [group],
    resources: [plural],
    verbs,
    ...(namespace === undefined ? {} : { namespace }),
  }));
}

const ALL = ['get', 'list', 'patch'];
const WORKLOADS: readonly Given[] = [{}, { name: 'job', kind: 'CronJob' }, { name: 'pay', namespace: 'pay' }];

const CA = authority();

interface Row extends Pick<SandboxOptions, 'imageOnlyPolicy' | 'gitVersion'> {
  readonly rights?: Rights;
  /** The token of the kubeconfig; the sandbox knows `token`. */
  readonly token?: string;
  readonly objects?: readonly Given[];
  /** Further keys of the entry. */
  readonly entry?: string;
}

/** By the name of the cluster. */
const CLUSTERS: Readonly<Record<string, Row>> = {
  guarded: { rights: rights(ALL), imageOnlyPolicy: UPDATER },
  open: { rights: rights(ALL) },
  empty: { rights: rights(ALL), objects: [] },
  unpatched: { rights: rights(['get', 'list']) },
  powerless: { rights: [] },
  half: { rights: rights(ALL, 'shop'), entry: ', namespaces: { include: [shop, pay] }' },
  stranger: { rights: rights(ALL), token: 'unknown' },
};

export interface SandboxFleet {
  /** The path of the configuration. */
  readonly config: string;
  readonly folder: Folder;
  readonly sandboxes: Readonly<Record<string, Sandbox>>;
}

/**
 * Runs one while `use` runs: the clusters above, and `refusing` (nobody listens), `lost` (no such kubeconfig), `proxy`
 * (a plain server without users). `names` chooses some of them.
 */
export function onFleet<T>(
  use: (fleet: SandboxFleet) => Promise<T>,
  names: readonly string[] = [...Object.keys(CLUSTERS), 'refusing', 'lost', 'proxy'],
): Promise<T> {
  return inFolder(async (folder) => {
    const rows = Object.entries({ ...CLUSTERS, proxy: {} }).filter(([name]) => names.includes(name));
    const started = await Promise.all(
      rows.map(async ([name, row]) => [name, await start(name, row)] as const),
    );
    const entries = await Promise.all(
      started.map(([name, { url }]) => entryOf(folder, name, url, CLUSTERS[name])),
    );
    const refusing = `{ name: refusing, server: 'http://127.0.0.1:${await freePort()}' }`;
    const lost = `{ name: lost, kubeconfig: ${folder.path}/lost }`;
    const broken = Object.entries({ refusing, lost }).flatMap(([name, entry]) =>
      names.includes(name) ? [entry] : [],
    );
    const yaml = ['clusters:', ...[...entries, ...broken].map((entry) => `  - ${entry}`), ''].join('\n');
    try {
      return await use({
        config: await folder.write('config.yaml', yaml),
        folder,
        sandboxes: Object.fromEntries(started),
      });
    } finally {
      await Promise.all(started.map(([, sandbox]) => sandbox.close()));
    }
  });
}

function start(name: string, row: Row): Promise<Sandbox> {
  const { rights: granted, objects = WORKLOADS, imageOnlyPolicy, gitVersion } = row;
  const user = { username: UPDATER, ...(granted && { rights: granted }) };
  return startSandbox({
    objects: objects.map(stored),
    ...(name === 'proxy' ? {} : { users: { token: user }, tls: CA.issue('cluster.test') }),
    ...(imageOnlyPolicy && { imageOnlyPolicy }),
    ...(gitVersion && { gitVersion }),
  });
}

/** The entry of a sandbox: with a kubeconfig that has a token, or as a plain server. */
async function entryOf(folder: Folder, name: string, url: string, row: Row | undefined): Promise<string> {
  if (row === undefined) return `{ name: ${name}, server: '${url}' }`;
  const cluster = { server: url, 'certificate-authority-data': base64(CA.cert) };
  const file = await folder.write(name, kubeconfig(cluster, { token: row.token ?? 'token' }));
  return `{ name: ${name}, kubeconfig: ${file}${row.entry ?? ''} }`;
}
