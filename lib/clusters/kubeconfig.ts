/**
 * Connections out of a kubeconfig file, with all that `@kubernetes/client-node` reads from one: contexts, client
 * certificates, tokens and token files, exec plugins. It takes most of a second to import, so it is loaded only
 * when an entry of the configuration asks for it.
 */
import { homedir } from 'node:os';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KubeconfigSource } from '../config/config.ts';
import { Fault } from '../core/fault.ts';
import { printable } from '../core/text.ts';
import type { Connection, Tls } from '../kubernetes/connection.ts';

/**
 * The connection that a context stands for; an exec plugin is run for its credentials.
 * @throws Fault `NoKubeconfig`, `NoCredentials`.
 */
export async function kubeconfigConnection(source: KubeconfigSource): Promise<Connection> {
  let kubeconfig = await load(source);
  const server = serverOf(kubeconfig, source);
  const options = await credentials(kubeconfig, source);
  const tls = tlsOf(options);
  if (bearerOf(options) === undefined) return { server, tls };
  return {
    server,
    tls,
    token: async ({ renew }) => {
      // What was cached is in the loaded file's authenticators: a new one asks the plugin again.
      if (renew) kubeconfig = await load(source);
      const token = bearerOf(await credentials(kubeconfig, source));
      if (token === undefined)
        throw new Fault('NoCredentials', `${nameOf(source)}: a token was expected, none came`);
      return token;
    },
  };
}

async function load(source: KubeconfigSource): Promise<KubeConfig> {
  const { KubeConfig: Loaded } = await import('@kubernetes/client-node');
  const kubeconfig = new Loaded();
  try {
    kubeconfig.loadFromFile(source.path.replace(/^~(?=\/)/, homedir()));
  } catch (cause) {
    throw noKubeconfig(source, `a kubeconfig was expected: ${messageOf(cause)}`, cause);
  }
  if (source.context !== undefined) kubeconfig.setCurrentContext(source.context);
  return kubeconfig;
}

function serverOf(kubeconfig: KubeConfig, source: KubeconfigSource): URL {
  const contexts = kubeconfig
    .getContexts()
    .map(({ name }) => printable(name))
    .join(', ');
  const wanted = kubeconfig.getCurrentContext();
  if (kubeconfig.getContextObject(wanted) === null) {
    throw noKubeconfig(
      source,
      `a context of the file was expected (${contexts}), "${printable(String(wanted))}" came`,
    );
  }
  const cluster = kubeconfig.getCurrentCluster();
  if (cluster === null) throw noKubeconfig(source, 'the context names a cluster that is not in the file');
  if (kubeconfig.getCurrentUser() === null)
    throw noKubeconfig(source, 'the context names a user that is not in the file');
  if (cluster.proxyUrl !== undefined) throw noKubeconfig(source, '`proxy-url` is not supported');
  const server = URL.parse(cluster.server);
  if (server === null)
    throw noKubeconfig(source, `the address of a server was expected, "${printable(cluster.server)}" came`);
  return server;
}

async function credentials(kubeconfig: KubeConfig, source: KubeconfigSource): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    await kubeconfig.applyToHTTPSOptions(options);
    return options;
  } catch (cause) {
    throw new Fault('NoCredentials', `${nameOf(source)}: ${messageOf(cause)}`, { cause });
  }
}

function tlsOf({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): Tls {
  const texts = Object.entries({ ca, cert, key }).flatMap(([name, pem]) =>
    typeof pem === 'string' || Buffer.isBuffer(pem) ? [[name, pem.toString()]] : [],
  );
  return {
    ...Object.fromEntries(texts),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

function bearerOf({ headers }: RequestOptions): string | undefined {
  const authorization: unknown = Object.entries(headers ?? {}).find(
    ([name]) => name === 'Authorization',
  )?.[1];
  return typeof authorization === 'string' ? /^Bearer (.+)$/.exec(authorization)?.[1] : undefined;
}

function noKubeconfig(source: KubeconfigSource, message: string, cause?: unknown): Fault {
  return new Fault('NoKubeconfig', `${nameOf(source)}: ${message}`, { cause });
}

function nameOf({ path, context }: KubeconfigSource): string {
  return context === undefined ? printable(path) : `${printable(path)}, context ${printable(context)}`;
}

// What a plugin prints may hold anything, so no more than one short line of it.
function messageOf(thrown: unknown): string {
  const [line = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).trim().split('\n');
  return printable(line, 200);
}
