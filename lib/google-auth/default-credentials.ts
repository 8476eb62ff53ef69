/**
 * Application default credentials, through google-auth-library: a service account's key, workload identity federation,
 * a user, a service account to act as, or the metadata server.
 */
import type { AuthClient } from 'google-auth-library';
import { valueAt, objectOr, type JsonObject } from '../core/text/json.ts';
import type { Expiring } from '../async/cached-value.ts';
import { expiringAccess, SCOPES, usableToken, type Access } from './access.ts';
import type { CredentialsFile } from './credentials-file.ts';
import { googleAuthLibrary, findTransporters, type Library } from './google-auth-library.ts';
import { missingTokenError, tokenError } from './token-error.ts';

/** How tokens are asked for; times in milliseconds. */
export interface TokenRequest {
  /** How long one request may take. */
  readonly requestMs: number;
  /** How long all requests for one token may take. */
  readonly limitMs: number;
  readonly now: () => number;
}

/**
 * A token that was not given before: the library's cache lives in its client, and each time there is a new one. `file`
 * is what the library will read again; without one it asks the metadata server.
 * @throws UpdaterError as {@link tokenError} has them.
 */
export async function defaultAccess(
  file: CredentialsFile | undefined,
  { requestMs, now }: TokenRequest,
): Promise<Expiring<Access>> {
  const name = file?.path ?? 'application default credentials';
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
  // That there was none is remembered for as long as the process lives, though it may only have been slow.
  library.gcpMetadata.resetIsAvailableCache();
  // A project, whichever: the library looks for one otherwise, and runs `gcloud` for it.
  const auth = new library.GoogleAuth({ scopes: [...SCOPES], projectId: 'unused' });
  const client = await auth.getClient();
  library.setUp(findTransporters(client, library));
  if (file !== undefined) applyTokenUri(client, file.content, library);
  return client;
}

/** Where the library sends keys and refresh tokens, and whom it tells so, whatever the file says. */
const TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** Sends them where `token_uri` of the file says, as the libraries of other languages do. */
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

/** `expires_in` of an answer, as a time: not every client of the library says when its token ends. */
function readExpiry(response: unknown, now: number): number | undefined {
  const seconds = valueAt(response, ['data', 'expires_in']);
  return typeof seconds === 'number' ? now + seconds * 1_000 : undefined;
}

/** A project's ID or number, which can stand in a header. */
function projectIn(text: unknown): string | undefined {
  return typeof text === 'string' && /^[a-z0-9.:-]+$/.test(text) ? text : undefined;
}
