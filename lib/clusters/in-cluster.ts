/**
 * The cluster in which this process runs as a pod, from the files and variables of every pod with a service account
 * (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api).
 *
 *     KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT    address of the API server
 *     /var/run/secrets/kubernetes.io/serviceaccount/      ca.crt, and token, which is replaced within the hour
 */
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import { describeValue } from '../core/text/printable.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import type { Connection } from '../kubernetes/client/connection.ts';
import { cachedUntilExpiry, type Expiring } from '../async/cached-value.ts';
import { SERVICE_ACCOUNT_FOLDER, type ConnectOptions } from './connect-options.ts';
import { readTokenFile } from './token-file.ts';
import { tlsComplaint } from './usable-tls.ts';

/**
 * The connection with the current CA; a new connection is needed when the certificate of the server is no longer trusted. The
 * token is read from the file again every minute, and after it was rejected.
 * @throws UpdaterError `NotInCluster`, `InvalidCa`.
 */
export async function inClusterConnection({
  environment,
  serviceAccountFolder = SERVICE_ACCOUNT_FOLDER,
  clock = WALL_CLOCK,
}: ConnectOptions): Promise<Expiring<Connection>> {
  const server = serverUrl(environment);
  const ca = await readCaFile(path.join(serviceAccountFolder, 'ca.crt'));
  const file = path.join(serviceAccountFolder, 'token');
  const readToken = async (): Promise<Expiring<string>> => {
    const { token, ...lasting } = await readTokenFile(file, notInCluster, clock.now);
    return { value: token, ...lasting };
  };
  const token = cachedUntilExpiry(file, readToken, { now: clock.now });
  // A pod without a service account gets this error before anything is sent.
  await token({ forceRefresh: false, signal: new AbortController().signal });
  return { value: { server, tls: { ca }, token } };
}

const HOST = /^[A-Za-z0-9.-]{1,253}$/;
const PORT = /^\d{1,5}$/;

function serverUrl(environment: ConnectOptions['environment']): URL {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = environment;
  const known = isIPv6(host) || HOST.test(host);
  const address = known && PORT.test(port) ? `https://${isIPv6(host) ? `[${host}]` : host}:${port}` : '';
  const server = URL.parse(address);
  if (server !== null) return server;
  const came = host === '' && port === '' ? 'neither' : `${describeValue(host)} and ${describeValue(port)}`;
  throw notInCluster(
    `expected a host in KUBERNETES_SERVICE_HOST and a port in KUBERNETES_SERVICE_PORT, got ${came}`,
  );
}

async function readCaFile(file: string): Promise<string> {
  const ca = await readFile(file, 'utf8').catch((error: unknown) => {
    throw notInCluster(`expected a file with a CA certificate, got ${thirdPartyMessage(error)}`);
  });
  const complaint = tlsComplaint({ ca });
  if (complaint !== undefined) throw new UpdaterError('InvalidCa', `inCluster: ${complaint} in ${file}`);
  return ca;
}

function notInCluster(message: string): UpdaterError {
  return new UpdaterError('NotInCluster', `inCluster: ${message}`);
}
