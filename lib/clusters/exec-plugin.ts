/**
 * Exec plugins of a kubeconfig: programs that print a credential,
 * `{"kind": "ExecCredential", "status": {"token", "clientCertificateData", "clientKeyData", "expirationTimestamp"}}`
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
 *
 * `@kubernetes/client-node` runs them too, but without a time limit, without telling them of the cluster, and with
 * what they print in its errors.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '../core/fault.ts';
import { isObject, objectOr, parseJson, stringOr, type JsonObject } from '../core/json.ts';
import { printable } from '../core/text.ts';
import { bearerToken, type Credential } from './credential.ts';
import { foreignMessage } from './foreign-message.ts';
import type { Surroundings } from './surroundings.ts';

const run = promisify(execFile);

/** A plugin as the kubeconfig has it, and what it is told. */
export interface ExecPlugin {
  /** `user.exec`: `command`, `args`, `env`, `apiVersion`, `provideClusterInfo`. */
  readonly exec: JsonObject;
  /** Where a relative command begins. */
  readonly folder: string;
  /** `spec.cluster` for plugins that want it. */
  readonly cluster: JsonObject;
  /** What messages call the user of the kubeconfig. */
  readonly name: string;
}

/**
 * What the plugin prints; it is ended where that takes too long.
 * @throws Fault `NoCredentials`, without a cause: what the plugin printed is in it.
 */
export async function execCredential(
  plugin: ExecPlugin,
  { environment, credentialsMs }: Surroundings & { readonly credentialsMs: number },
): Promise<Credential> {
  const { exec, folder, name } = plugin;
  const command = stringOr(exec['command'], '');
  const fault = (what: string): Fault =>
    new Fault('NoCredentials', `${name}: the plugin "${printable(command)}" ${what}`);
  let stdout: string;
  try {
    // As in a shell: a name without a slash is looked for in PATH.
    const running = run(command.includes('/') ? path.resolve(folder, command) : command, argumentsOf(exec), {
      env: { ...environment, ...variablesOf(exec), KUBERNETES_EXEC_INFO: execInfo(plugin) },
      timeout: credentialsMs,
      killSignal: 'SIGKILL',
    });
    // Nobody is there to answer a question.
    running.child.stdin?.end();
    ({ stdout } = await running);
  } catch (error) {
    throw fault(failure(objectOr(error), credentialsMs));
  }
  const credential = credentialOf(parseJson(stdout));
  if (credential === undefined)
    throw fault('was to print an ExecCredential with a token, or a certificate and key');
  return credential;
}

function argumentsOf(exec: JsonObject): string[] {
  return Array.isArray(exec['args']) ? exec['args'].map(String) : [];
}

function variablesOf({ env }: JsonObject): Record<string, string> {
  const list: readonly unknown[] = Array.isArray(env) ? env : [];
  return Object.fromEntries(
    list.map(objectOr).map(({ name, value }) => [stringOr(name, ''), stringOr(value, '')]),
  );
}

function execInfo({ exec, cluster }: ExecPlugin): string {
  const told = exec['provideClusterInfo'] === true ? { cluster } : {};
  return JSON.stringify({
    apiVersion: exec['apiVersion'],
    kind: 'ExecCredential',
    spec: { ...told, interactive: false },
  });
}

function failure({ code, killed, signal, stderr }: JsonObject, limitMs: number): string {
  // ENOENT and the like: it did not run, or printed without end.
  if (typeof code === 'string') return `cannot be run (${code})`;
  if (killed === true) return `gave no answer within ${limitMs} ms`;
  const end = typeof code === 'number' ? `with code ${code}` : `by ${String(signal)}`;
  return `ended ${end}: ${foreignMessage(stringOr(stderr, ''))}`;
}

function credentialOf(answer: unknown): Credential | undefined {
  if (!isObject(answer) || answer['kind'] !== 'ExecCredential') return undefined;
  const status = objectOr(answer['status']);
  const token = bearerToken(status['token']);
  const { clientCertificateData: cert, clientKeyData: key } = status;
  const until = Date.parse(stringOr(status['expirationTimestamp'], ''));
  const credential = {
    ...(token === undefined ? {} : { token }),
    ...(typeof cert === 'string' && typeof key === 'string' ? { cert, key } : {}),
  };
  if (Object.keys(credential).length === 0) return undefined;
  return Number.isNaN(until) ? credential : { ...credential, until };
}
