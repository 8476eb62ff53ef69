/** Google's OIDC tokens of callers: signature, issuer, audience, time and a verified e-mail. */
import type { OAuth2Client } from 'google-auth-library';
import { Fault } from '../core/fault.ts';
import { googleAuthLibrary } from './library.ts';

/** The verified e-mail in a token, in lower case; undefined for a token that proves nothing here. */
export type VerifyToken = (token: string, audiences: readonly string[]) => Promise<string | undefined>;

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const REQUEST_MS = 5_000;

/**
 * The library is loaded with the first token, and keeps Google's certificates as long as they say. `certificates` is
 * where they are got from in tests. Throws a transient Fault where they cannot be had.
 */
export function tokenVerifier(certificates?: URL): VerifyToken {
  let client: Promise<OAuth2Client> | undefined;
  return async (token, audiences) => {
    client ??= clientFor(certificates);
    const verifying = await client;
    const certs = await certificatesOf(verifying);
    // What the library says of a token it cannot read holds the token.
    const ticket = await verifying
      .verifySignedJwtWithCertsAsync(token, certs, [...audiences], ISSUERS)
      .catch(() => undefined);
    const { email, email_verified: isVerified } = ticket?.getPayload() ?? {};
    return isVerified === true ? email?.toLowerCase() : undefined;
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

async function certificatesOf(client: OAuth2Client) {
  try {
    const { certs } = await client.getFederatedSignonCertsAsync();
    return certs;
  } catch (error) {
    throw new Fault('Unreachable', "Google's certificates, which tokens are checked with, cannot be had", {
      cause: error,
    });
  }
}
