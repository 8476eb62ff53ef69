/**
 * Exec plugins of a kubeconfig: programs that print a credential,
 * `{"kind": "ExecCredential", "status": {"token", "clientCertificateData", "clientKeyData", "expirationTimestamp"}}`
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
 *
 * `@kubernetes/client-node` runs them too, but without a time limit, without passing the cluster, and with the output of the
 * plugin in its errors.
 */
import path from 'node:path';
import { runToEnd, type ProgramEnd } from '../async/run-to-end.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { safeMessage } from '../core/errors/third-party-message.ts';
import { isObject, objectOr, parseJson, stringOr, type JsonObject } from '../core/text/json.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
import { printable } from '../core/text/printable.ts';
import { parseBearerToken, type Credential } from './credential.ts';
import type { ConnectOptions } from './connect-options.ts';
import { tlsComplaint } from './usable-tls.ts';

// A credential has a few kilobytes.
const MAX_OUTPUT = 1024 * 1024;

/** A plugin of a kubeconfig, and its input. */
export interface ExecPlugin {
  /** `user.exec`: `command`, `args`, `env`, `apiVersion`, `provideClusterInfo`. */
  readonly exec: JsonObject;
  /** The folder that relative commands refer to. */
  readonly folder: string;
  /** `spec.cluster` for plugins with `provideClusterInfo`. */
  readonly cluster: JsonObject;
  /** The name of the kubeconfig and its context in messages. */
  readonly name: string;
}

/**
 * The credential that the plugin prints. The plugin is killed after its time limit.
 * @throws UpdaterError `PluginFailed`, `PluginTimeout`, `InvalidPluginOutput`, without a cause, because the cause would contain
 * the output of the plugin.
 */
export async function execCredential(plugin: ExecPlugin, options: PluginOptions): Promise<Credential> {
  // Without arguments: they may contain client secrets.
  const named = `${plugin.name}: the plugin "${printable(pluginCommand(plugin))}"`;
  const end = await runPlugin(plugin, options);
  if (end.is !== 'ended' || end.by !== 0) {
    const { reason, message } = failure(end, options.credentialsMs);
    throw new UpdaterError(reason, `${named}: ${message}`);
  }
  const credential = parseCredential(parseJson(end.stdout));
  if (credential !== undefined) return credential;
  const expected = 'one ExecCredential with a token, or a certificate and its key in PEM';
  throw new UpdaterError('InvalidPluginOutput', `${named}: expected ${expected}, got something else`);
}

type PluginOptions = ConnectOptions & { readonly credentialsMs: number };

/** The plugin must not prompt: it has no input. */
async function runPlugin(
  plugin: ExecPlugin,
  { environment, credentialsMs }: PluginOptions,
): Promise<ProgramEnd> {
  const { exec } = plugin;
  try {
    return await runToEnd({
      program: pluginCommand(plugin),
      args: pluginArguments(exec),
      environment: { ...environment, ...pluginVariables(exec), KUBERNETES_EXEC_INFO: execInfo(plugin) },
      limitMs: credentialsMs,
      maxBytes: MAX_OUTPUT,
    });
  } catch (error) {
    return { is: 'not-run', code: stringOr(objectOr(error)['code'], 'unknown') };
  }
}

/** As in a shell, a name without a slash is searched in PATH. */
function pluginCommand({ exec, folder }: ExecPlugin): string {
  const command = stringOr(exec['command'], '');
  return command.includes('/') ? path.resolve(folder, command) : command;
}

function pluginArguments(exec: JsonObject): string[] {
  return Array.isArray(exec['args']) ? exec['args'].map(String) : [];
}

function pluginVariables({ env }: JsonObject): Record<string, string> {
  const list: readonly unknown[] = Array.isArray(env) ? env : [];
  return Object.fromEntries(
    list.map(objectOr).map(({ name, value }) => [stringOr(name, ''), stringOr(value, '')]),
  );
}

function execInfo({ exec, cluster }: ExecPlugin): string {
  const clusterInfo = exec['provideClusterInfo'] === true ? { cluster } : {};
  return JSON.stringify({
    apiVersion: exec['apiVersion'],
    kind: 'ExecCredential',
    spec: { ...clusterInfo, interactive: false },
  });
}

interface PluginFailure {
  readonly reason: ErrorReason;
  readonly message: string;
}

function failure(end: ProgramEnd, limitMs: number): PluginFailure {
  switch (end.is) {
    case 'too-long':
      return { reason: 'InvalidPluginOutput', message: 'expected one credential, got a much longer output' };
    case 'not-run':
      return { reason: 'PluginFailed', message: `cannot be run (${end.code})` };
    case 'timeout':
    case 'aborted':
      return { reason: 'PluginTimeout', message: `expected a credential within ${limitMs} ms, got none` };
    case 'ended': {
      const by = typeof end.by === 'number' ? `with code ${end.by}` : `by ${end.by}`;
      return { reason: 'PluginFailed', message: `ended ${by}: ${safeMessage(end.stderr)}` };
    }
  }
}

function parseCredential(answer: unknown): Credential | undefined {
  if (!isObject(answer) || answer['kind'] !== 'ExecCredential') return undefined;
  const status = objectOr(answer['status']);
  const token = parseBearerToken(status['token']);
  const pair = parseKeyPair(status);
  const until = Date.parse(stringOr(status['expirationTimestamp'], ''));
  const credential = { ...(token === undefined ? {} : { token }), ...pair };
  if (pair === undefined || Object.keys(credential).length === 0) return undefined;
  return Number.isNaN(until) ? credential : { ...credential, until };
}

/** Certificate and key; empty if there are none; undefined if they cannot be used. */
function parseKeyPair({ clientCertificateData, clientKeyData }: JsonObject): Credential | undefined {
  const [cert, key] = [clientCertificateData ?? '', clientKeyData ?? ''];
  if (cert === '' && key === '') return {};
  if (typeof cert !== 'string' || typeof key !== 'string') return undefined;
  return tlsComplaint({ cert, key }) === undefined ? { cert, key } : undefined;
}
