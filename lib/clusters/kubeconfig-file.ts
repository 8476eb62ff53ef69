/**
 * A kubeconfig file, and what the chosen context of it names.
 *
 * `@kubernetes/client-node` reads it. It takes most of a second to import, so that is done only here, when an event
 * wants a cluster of a kubeconfig.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KubeconfigSource } from '../config/config.ts';
import { parseYaml } from '../config/parse-yaml.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
import { valueAt, isObject, objectOr, type JsonObject } from '../core/text/json.ts';
import { printable, describeValue } from '../core/text/printable.ts';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import type { ConnectOptions } from './connect-options.ts';

/** A context that can be used: its cluster and user are there. */
export interface KubeconfigFile {
  /** What messages call it: the path as it was configured, and the context. */
  readonly name: string;
  /** Where relative paths of the file begin. */
  readonly folder: string;
  readonly server: URL;
  /** Knows all but what {@link user} is for. */
  readonly kubeconfig: KubeConfig;
  /** The user as it is written in the file; `exec`, `token-file` and `auth-provider` are for the updater to act on. */
  readonly user: JsonObject;
}

/**
 * Reads the file and looks up the context.
 * @throws UpdaterError `NoContext`, else `NoKubeconfig`.
 */
export async function readKubeconfig(
  source: KubeconfigSource,
  { environment }: ConnectOptions,
): Promise<KubeconfigFile> {
  const fault = errorsFor(source);
  const file = path.resolve(source.path.replace(/^~(?=\/)/, environment['HOME'] ?? homedir()));
  const folder = path.dirname(file);
  const document = await readDocument(file, fault);
  const kubeconfig = await load(document, folder, fault);
  if (source.context !== undefined) kubeconfig.setCurrentContext(source.context);
  const server = serverUrl(kubeconfig, fault);
  const userName = kubeconfig.getCurrentUser()?.name;
  const user = objectOr(listUsers(document).find(({ name }) => name === userName)?.['user']);
  refuseUnsupported(user, fault);
  return { name: describeKubeconfig(source), folder, server, kubeconfig, user };
}

type KubeconfigErrors = (message: string, reason?: ErrorReason) => UpdaterError;

async function readDocument(file: string, fault: KubeconfigErrors): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fault(`expected a readable file, got ${thirdPartyMessage(error)}`);
  });
  const yaml = parseYaml(text);
  if ('complaint' in yaml) {
    const { path: place, expected } = yaml.complaint;
    throw fault(`expected ${expected} (${place})`);
  }
  if (!isObject(yaml.document))
    throw fault('expected a mapping of clusters, users and contexts, got something else');
  return yaml.document;
}

async function load(document: JsonObject, folder: string, fault: KubeconfigErrors): Promise<KubeConfig> {
  const { KubeConfig: Loaded } = await import('@kubernetes/client-node');
  const kubeconfig = new Loaded();
  const users = listUsers(document).map((each) => ({
    ...each,
    user: withoutSupported(objectOr(each['user'])),
  }));
  try {
    // What is wrong with entries of other contexts is no matter.
    kubeconfig.loadFromString(JSON.stringify({ ...document, users }), { onInvalidEntry: 'filter' });
    kubeconfig.makePathsAbsolute(folder);
  } catch (error) {
    throw fault(`expected texts where files are named: ${thirdPartyMessage(error)}`);
  }
  return kubeconfig;
}

function serverUrl(kubeconfig: KubeConfig, fault: KubeconfigErrors): URL {
  const current = kubeconfig.getCurrentContext();
  if (kubeconfig.getContextObject(current) === null) {
    const contexts = kubeconfig.getContexts().map(({ name }) => name);
    throw fault(
      `expected one of its contexts (${printable(contexts.join(', '))}), got ${describeValue(current)}`,
      'NoContext',
    );
  }
  const cluster = kubeconfig.getCurrentCluster();
  if (cluster === null) throw fault('the context names a cluster that is not in the file');
  if (kubeconfig.getCurrentUser() === null) throw fault('the context names a user that is not in the file');
  if (cluster.proxyUrl !== undefined) throw fault('`proxy-url` is not supported');
  const server = URL.parse(cluster.server);
  // A token must not travel unencrypted.
  if (server?.protocol !== 'https:')
    throw fault(
      'expected an https address of the server, got another one; a server that wants no token goes under `server`',
    );
  return server;
}

// To act as another user than the file says would be worse than not to act; kubectl has dropped the rest as well.
const UNSUPPORTED: readonly (readonly [place: readonly string[], value: RegExp, instead: string])[] = [
  [['as'], /^/, 'impersonation (`as`) is not supported'],
  [
    ['username'],
    /^/,
    'expected a token or a client certificate, got `username`: API servers take no passwords',
  ],
  [
    ['auth-provider', 'name'],
    /^(?!oidc$)/,
    'expected an exec plugin, got another `auth-provider` than `oidc`',
  ],
];

function refuseUnsupported(user: JsonObject, fault: KubeconfigErrors): void {
  for (const [place, value, instead] of UNSUPPORTED) {
    const found = valueAt(user, place);
    if (typeof found === 'string' && value.test(found)) throw fault(instead);
  }
}

// client-node would read the token files of all users at once, and run plugins and providers in ways of its own.
function withoutSupported(user: JsonObject): JsonObject {
  return { ...user, exec: undefined, 'token-file': undefined, 'auth-provider': undefined };
}

function listUsers({ users }: JsonObject): readonly JsonObject[] {
  return Array.isArray(users) ? users.filter(isObject) : [];
}

function errorsFor(source: KubeconfigSource): KubeconfigErrors {
  return (message, reason = 'NoKubeconfig') =>
    new UpdaterError(reason, `${describeKubeconfig(source)}: ${message}`);
}

/** What messages call it: the path as it was configured, and the context. */
export function describeKubeconfig({ path: file, context }: KubeconfigSource): string {
  return context === undefined ? printable(file) : `${printable(file)}, context ${printable(context)}`;
}
