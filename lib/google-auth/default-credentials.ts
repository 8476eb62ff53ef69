/**
 * Application Default Credentials, with google-auth-library: a service account key, workload identity federation, a user,
 * impersonation, or the metadata server.
 */
import type { AuthClient } from 'google-auth-library';
import { valueAt, objectOr, type JsonObject } from '../core/text/json.ts';
import type { Expiring } from '../async/cached-value.ts';
import { expiringAccess, SCOPES, usableToken, type Access } from './access.ts';
import type { CredentialsFile } from './credentials-file.ts';
import { googleAuthLibrary, findTransporters, type Library } from './google-auth-library.ts';
import { missingTokenError, tokenError } from './token-error.ts';

/** Options of token requests; times in milliseconds. */
export interface TokenRequest {
  /** Time limit of a request. */
  readonly requestMs: number;
  /** Time limit of all requests for a token. */
  readonly limitMs: number;
  readonly now: () => number;
}

/**
 * A new token: the cache of the library belongs to its client, and each call creates a new client. `file` is the file that the
 * library reads again; without it the library calls the metadata server.
 * @throws UpdaterError of {@link tokenError}.
 */
export async function defaultAccess(
  file: CredentialsFile | undefined,
  { requestMs, now }: TokenRequest,
): Promise<Expiring<Access>> {
  const name = file?.path ?? 'Application Default Credentials';
  try {
    const client = await clientFor(file, await googleAuthLibrary(requestMs));
    const { token: text, res } = await client.getAccessToken();
    const token = usableToken(text);
    if (token === undefined) throw missingTokenError(name);
    const quotaProject = projectIn(client.quotaProjectId);
    const access = { token, ...(quotaProject === undefined ? {} : { quotaProject }) };
    return expiringAccess(access, client.credentials.expiry_date ?? readExpiry(res, now()), now());
  } catch (thrown) {
    throw tokenError(thrown, name, now());
  }
}

async function clientFor(file: CredentialsFile | undefined, library: Library): Promise<AuthClient> {
  // The library caches for the lifetime of the process that there is no metadata server, even if it was only slow.
  library.gcpMetadata.resetIsAvailableCache();
  // Any project id: without it the library searches one, and runs `gcloud`.
  const auth = new library.GoogleAuth({ scopes: [...SCOPES], projectId: 'unused' });
  const client = await auth.getClient();
  library.setUp(findTransporters(client, library));
  if (file !== undefined) applyTokenUri(client, file.content, library);
  return client;
}

/** The address to which the library sends keys and refresh tokens, and their audience, independent of the file. */
const TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** Sends them to `token_uri` of the file, like libraries of other languages. */
function applyTokenUri(
  client: AuthClient,
  { token_uri: uri, source_credentials: source }: JsonObject,
  library: Library,
): void {
  const inner: unknown = Reflect.get(client, 'sourceClient');
  if (inner instanceof library.AuthClient) applyTokenUri(inner, objectOr(source), library);
  if (typeof uri !== 'string') return;
  if (client instanceof library.JWT) client.additionalClaims = { aud: uri };
  client.transporter.interceptors.request.add({
    resolved: (config) =>
      Promise.resolve(config.url.href === TOKEN_URI ? Object.assign(config, { url: new URL(uri) }) : config),
  });
}

/** `expires_in` of a response as a time, because not every client of the library provides the expiry of its token. */
function readExpiry(response: unknown, now: number): number | undefined {
  const seconds = valueAt(response, ['data', 'expires_in']);
  return typeof seconds === 'number' ? now + seconds * 1_000 : undefined;
}

/** The ID or number of a project, if it is a valid header value. */
function projectIn(text: unknown): string | undefined {
  return typeof text === 'string' && /^[a-z0-9.:-]+$/.test(text) ? text : undefined;
}
