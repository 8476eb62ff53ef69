/**
 * Reads a kubeconfig file, and the cluster and user of a context.
 *
 * `@kubernetes/client-node` parses it. Importing it takes most of a second, so it is imported only here, when an event needs
 * a cluster of a kubeconfig.
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

/** A context whose cluster and user exist. */
export interface KubeconfigFile {
  /** The name in messages: the configured path and the context. */
  readonly name: string;
  /** The folder that relative paths of the file refer to. */
  readonly folder: string;
  readonly server: URL;
  /** Everything except the parts of {@link user}. */
  readonly kubeconfig: KubeConfig;
  /** The user as written in the file; the updater handles `exec`, `token-file` and `auth-provider` itself. */
  readonly user: JsonObject;
}

/**
 * Reads the file and selects the context.
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
    throw fault('expected a mapping with clusters, users and contexts, got another document');
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
    // Invalid entries of other contexts are ignored.
    kubeconfig.loadFromString(JSON.stringify({ ...document, users }), { onInvalidEntry: 'filter' });
    kubeconfig.makePathsAbsolute(folder);
  } catch (error) {
    throw fault(`expected texts as file names: ${thirdPartyMessage(error)}`);
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
  // A token must not be sent unencrypted.
  if (server?.protocol !== 'https:')
    throw fault(
      'expected an https address of the server, got another one; configure a server without credentials under `server`',
    );
  return server;
}

// Acting as another user than the file says would be worse than failing; kubectl has removed the others as well.
const UNSUPPORTED: readonly (readonly [place: readonly string[], value: RegExp, instead: string])[] = [
  [['as'], /^/, 'impersonation (`as`) is not supported'],
  [
    ['username'],
    /^/,
    'expected a token or a client certificate, got `username`: API servers do not accept passwords',
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

// client-node would read the token files of all users, and run plugins and providers itself.
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
