/** Verifies Google OIDC tokens of callers: signature, issuer, audience, time and a verified e-mail. */
import type { OAuth2Client } from 'google-auth-library';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { isObject, parseJson, type JsonObject } from '../core/text/json.ts';
import { googleAuthLibrary } from './google-auth-library.ts';

/** The identity of a valid token. */
export interface VerifiedToken {
  /** In lower case. */
  readonly email: string;
  /** The audience of the token, one of the expected ones. */
  readonly audience: string;
}

/** Undefined for an invalid token. Throws a transient UpdaterError if it cannot be verified now. */
export type VerifyToken = (token: string, audiences: readonly string[]) => Promise<VerifiedToken | undefined>;

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const REQUEST_MS = 5_000;
const MAX_TOKEN = 8_192;

/** Delay before Google's certificates are requested again after a failure, in milliseconds. */
const FAILURE_MS = 5_000;

type Certificates = Awaited<ReturnType<OAuth2Client['getFederatedSignonCertsAsync']>>['certs'];

interface Keys {
  readonly client: OAuth2Client;
  readonly certs: Certificates;
}

/**
 * Creates a verifier. The library is loaded for the first token that may be for this service, and caches Google's certificates
 * until they expire. `certificates` is their address in tests.
 */
export function tokenVerifier(certificates?: URL): VerifyToken {
  let opened: Promise<OAuth2Client> | undefined;
  const keys = sharedRequest(async (): Promise<Keys> => {
    opened ??= clientFor(certificates);
    return fetchCertificates(await opened);
  });
  return async (token, audiences) => {
    const claimed = readClaims(token, audiences);
    if (claimed === undefined) return undefined;
    const { client, certs } = await keys();
    if (!Object.hasOwn(certs, claimed.keyId)) return undefined;
    // The error of the library about an unreadable token contains the token.
    const ticket = await client
      .verifySignedJwtWithCertsAsync(token, certs, [claimed.audience], ISSUERS)
      .catch(() => undefined);
    const { email, email_verified: isVerified } = ticket?.getPayload() ?? {};
    if (isVerified !== true || email === undefined) return undefined;
    return { email: email.toLowerCase(), audience: claimed.audience };
  };
}

interface TokenClaims {
  readonly keyId: string;
  readonly audience: string;
}

/** The claims of an unverified token; undefined if it cannot be valid here, so that nothing is fetched for it. */
function readClaims(token: string, audiences: readonly string[]): TokenClaims | undefined {
  if (token.length > MAX_TOKEN) return undefined;
  const [head = '', body = '', signature = '', ...more] = token.split('.');
  const [{ alg, kid }, { iss, aud }] = [decoded(head), decoded(body)];
  if (alg !== 'RS256' || typeof kid !== 'string' || signature === '' || more.length > 0) return undefined;
  const audience = audiences.find((each) => each === aud);
  if (audience === undefined || typeof iss !== 'string' || !ISSUERS.includes(iss)) return undefined;
  return { keyId: kid, audience };
}

function decoded(part: string): JsonObject {
  const value = parseJson(Buffer.from(part, 'base64url').toString());
  return isObject(value) ? value : {};
}

/** At most one request in flight; a failure is cached for some seconds. The library caches a success. */
function sharedRequest<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly answer: Promise<T>; until: number } | undefined;
  return () => {
    if (last !== undefined && Date.now() < last.until) return last.answer;
    const request = { answer: ask(), until: Infinity };
    last = request;
    const lasts = (milliseconds: number) => () => void (request.until = Date.now() + milliseconds);
    request.answer.then(lasts(0), lasts(FAILURE_MS));
    return request.answer;
  };
}

async function clientFor(certificates: URL | undefined): Promise<OAuth2Client> {
  const { OAuth2Client: Client, setUp } = await googleAuthLibrary(REQUEST_MS);
  const url = certificates?.href;
  const client = new Client(
    url === undefined
      ? {}
      : { endpoints: { oauth2FederatedSignonPemCertsUrl: url, oauth2FederatedSignonJwkCertsUrl: url } },
  );
  setUp([client.transporter]);
  return client;
}

async function fetchCertificates(client: OAuth2Client): Promise<Keys> {
  try {
    const { certs } = await client.getFederatedSignonCertsAsync();
    return { client, certs };
  } catch (error) {
    throw new UpdaterError('Unreachable', "Google's certificates, which verify tokens, cannot be fetched", {
      cause: error,
    });
  }
}
