/** Connections of a kubeconfig file: tokens, token files, client certificates, exec plugins, OIDC tokens. */
import { X509Certificate } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import path from 'node:path';
import type { KubeconfigSource } from '../config/config.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../core/errors/third-party-message.ts';
import { valueAt, isObject, objectOr, type JsonObject } from '../core/text/json.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import type { Connection, Tls } from '../kubernetes/client/connection.ts';
import { cachedUntilExpiry, type Expiring } from '../async/cached-value.ts';
import { parseBearerToken, type Credential } from './credential.ts';
import { execCredential } from './exec-plugin.ts';
import { describeKubeconfig, readKubeconfig, type KubeconfigFile } from './kubeconfig-file.ts';
import { CREDENTIALS_MS, type ConnectOptions } from './connect-options.ts';
import { readTokenFile } from './token-file.ts';
import { tlsComplaint } from './usable-tls.ts';

/** The content of the kubeconfig, and of the files and plugins that it names, at one moment. */
interface KubeconfigAccess {
  readonly server: URL;
  readonly tls: Tls;
  readonly credential: Credential;
}

/**
 * The connection of a context. It lasts as long as its client certificate. Tokens are renewed; after a token is rejected the
 * file is read again, because a user may have signed in again.
 * @throws UpdaterError `NoKubeconfig`, `NoContext`, `NoCredentials`, `InvalidCa`, and those of an exec plugin.
 */
export async function kubeconfigConnection(
  source: KubeconfigSource,
  options: ConnectOptions,
): Promise<Expiring<Connection>> {
  const { now } = options.clock ?? WALL_CLOCK;
  const name = describeKubeconfig(source);
  const access = cachedUntilExpiry(name, () => accessNow(source, options, now), { now });
  const { server, tls, credential } = await access({
    forceRefresh: false,
    signal: new AbortController().signal,
  });
  const connection = { server, tls };
  const lasting = tls.cert === undefined ? {} : { until: expiryTime(tls.cert, credential) };
  if (credential.token === undefined) return { value: connection, ...lasting };
  const token: Connection['token'] = async (request) => {
    const renewed = await access(request);
    // In both cases the transport opens another connection: a token belongs to one server, or a certificate has replaced it.
    if (renewed.server.href !== server.href)
      throw new UpdaterError(
        'Unauthorized',
        `${name}: expected the server ${server.host}, got ${renewed.server.host} since the file changed`,
      );
    if (renewed.credential.token !== undefined) return renewed.credential.token;
    throw new UpdaterError(
      'Unauthorized',
      `${name}: expected a token, got other credentials since the file changed`,
    );
  };
  return { value: { ...connection, token }, ...lasting };
}

async function accessNow(
  source: KubeconfigSource,
  options: ConnectOptions,
  now: () => number,
): Promise<Expiring<KubeconfigAccess>> {
  const file = await readKubeconfig(source, options);
  const { tls: inFile, token } = await credentialsInFile(file);
  const credential = await readCredential({ ...file, tls: inFile, token }, options, now);
  const { cert, key, until } = credential;
  const tls = cert === undefined || key === undefined ? inFile : { ...inFile, cert, key };
  requireUsable(tls, credential, file.name);
  return { value: { server: file.server, tls, credential }, ...(until === undefined ? {} : { until }) };
}

function requireUsable({ ca, ...own }: Tls, { token }: Credential, name: string): void {
  const caComplaint = ca === undefined ? undefined : tlsComplaint({ ca });
  if (caComplaint !== undefined) throw new UpdaterError('InvalidCa', `${name}: ${caComplaint}`);
  const isNobody = token === undefined && own.cert === undefined;
  const complaint = isNobody
    ? 'expected a user with a token or a client certificate, got one without'
    : tlsComplaint(own);
  if (complaint !== undefined) throw new UpdaterError('NoCredentials', `${name}: ${complaint}`);
}

/** Same precedence as kubectl: token file, token, plugin. */
async function readCredential(
  file: KubeconfigFile & { readonly tls: Tls; readonly token: string | undefined },
  options: ConnectOptions,
  now: () => number,
): Promise<Credential> {
  const { user, folder, name, token, tls } = file;
  const tokenFile = user['token-file'];
  if (typeof tokenFile === 'string') {
    const fault = (message: string): UpdaterError => new UpdaterError('NoCredentials', `${name}: ${message}`);
    return readTokenFile(path.resolve(folder, tokenFile), fault, now);
  }
  if (token !== undefined) return { token };
  // kubectl refreshes it in the file. client-node cannot refresh it (it passes a text to openid-client, which expects a URL).
  const idToken = parseBearerToken(valueAt(user, ['auth-provider', 'config', 'id-token']));
  if (idToken !== undefined) return { token: idToken };
  if (!isObject(user['exec'])) return {};
  const plugin = { exec: user['exec'], folder, name, cluster: clusterInfo(file.server, tls) };
  return execCredential(plugin, { credentialsMs: CREDENTIALS_MS, ...options });
}

/** The credentials that `@kubernetes/client-node` finds: tokens and certificates in the file, and certificate files. */
async function credentialsInFile({
  kubeconfig,
  name,
}: KubeconfigFile): Promise<{ readonly tls: Tls; readonly token: string | undefined }> {
  const options: RequestOptions = {};
  await kubeconfig.applyToHTTPSOptions(options).catch((error: unknown) => {
    // Without a cause, which may quote a token.
    throw new UpdaterError('NoCredentials', `${name}: ${thirdPartyMessage(error)}`);
  });
  const authorization = objectOr(options.headers)['Authorization'];
  if (typeof authorization !== 'string') return { tls: toTls(options), token: undefined };
  const token = parseBearerToken(authorization.replace(/^Bearer /, ''));
  if (token === undefined)
    throw new UpdaterError('NoCredentials', `${name}: expected a token in one line, got another text`);
  return { tls: toTls(options), token };
}

function toTls({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): Tls {
  return {
    ...(Buffer.isBuffer(ca) ? { ca: ca.toString() } : {}),
    ...(Buffer.isBuffer(cert) ? { cert: cert.toString() } : {}),
    ...(Buffer.isBuffer(key) ? { key: key.toString() } : {}),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

/** `spec.cluster` of an ExecCredential. */
function clusterInfo(server: URL, { ca, servername, rejectUnauthorized }: Tls): JsonObject {
  return {
    server: server.href.replace(/\/$/, ''),
    'insecure-skip-tls-verify': rejectUnauthorized === false,
    ...(servername === undefined ? {} : { 'tls-server-name': servername }),
    ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
  };
}

/** When the certificate expires, or the plugin says so. */
function expiryTime(certificate: string, { cert, until = Infinity }: Credential): number {
  const end = new X509Certificate(certificate).validToDate.getTime();
  return cert === undefined ? end : Math.min(end, until);
}
