/**
 * An OAuth token endpoint on loopback, in the shapes of https://developers.google.com/identity/protocols/oauth2: it
 * verifies the assertions of service accounts with their public keys, and knows the refresh tokens of users.
 *
 *     await withTokenEndpoint(tokens, async ({ serviceAccountKey }) => {
 *       const file = await folder.write('key.json', serviceAccountKey('updater@shop.iam.gserviceaccount.com'));
 *       …
 *
 * For a whole run, give the process GOOGLE_APPLICATION_CREDENTIALS with the path of such a file: its `token_uri` leads
 * here.
 */
import { generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { objectOr, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import { withHttp } from './local-server.ts';
import { answer } from './loopback.ts';
import type { Tokens } from './google-tokens.ts';

export interface TokenEndpoint {
  /** Its `token_uri`. */
  readonly address: string;
  /** The key file of a service account, which it knows from then on, under another key if it knew it already. */
  readonly serviceAccountKey: (email: string) => KeyFile;
  /** The file that `gcloud auth application-default login` writes for a user, whom it knows from then on. */
  readonly userCredentials: () => JsonObject;
  /** Grants that were asked for, in their order. */
  readonly requests: readonly string[];
  /** Answers to the next requests, in place of tokens. */
  readonly troubles: RequestListener[];
}

interface KeyFile extends JsonObject {
  readonly private_key: string;
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Runs one while `use` runs. */
export function withTokenEndpoint<T>(
  tokens: Tokens,
  use: (endpoint: TokenEndpoint) => Promise<T>,
): Promise<T> {
  const keys = new Map<string, KeyObject>();
  const requests: string[] = [];
  const troubles: RequestListener[] = [];
  let address = '';
  const grant = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    requests.push(form.get('grant_type') ?? 'none');
    const trouble = troubles.shift();
    if (trouble !== undefined) return trouble(request, response);
    const granted = form.get('grant_type') === JWT_BEARER ? granter(form, keys, address) : userOf(form);
    if (typeof granted === 'string')
      return answer(response, 400, { error: 'invalid_grant', error_description: granted });
    const access_token = tokens.issue(granted);
    answer(response, 200, { access_token, expires_in: tokens.lifetime, token_type: 'Bearer' });
  };
  return withHttp(
    (request, response) => void grant(request, response),
    ({ origin }) => {
      address = `${origin}/token`;
      return use({
        address,
        requests,
        troubles,
        serviceAccountKey: (email) => {
          const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
          keys.set(email, publicKey);
          const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
          return { type: 'service_account', client_email: email, private_key, token_uri: address };
        },
        userCredentials: () => ({ type: 'authorized_user', ...USER, token_uri: address }),
      });
    },
  );
}

interface Granted {
  readonly member: string;
  readonly scopes: readonly string[];
}

/** Whose assertion it is (RFC 7523, section 3), or what is wrong with it. */
function granter(
  form: URLSearchParams,
  keys: ReadonlyMap<string, KeyObject>,
  audience: string,
): Granted | string {
  const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const { alg } = claimsOf(head);
  const { iss, aud, scope, iat, exp } = claimsOf(body);
  const key = keys.get(String(iss));
  if (key === undefined) return 'Invalid grant: account not found';
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  if (alg !== 'RS256' || !isSigned) return 'Invalid JWT Signature.';
  if (aud !== audience) return `Invalid JWT: ${String(aud)} is another audience`;
  const now = Date.now() / 1_000;
  if (!(Number(iat) <= now + 5 && Number(exp) > now && Number(exp) - Number(iat) <= 3600))
    return 'Invalid JWT: Token must be a short-lived token (60 minutes)';
  return { member: `serviceAccount:${String(iss)}`, scopes: String(scope).split(' ') };
}

function claimsOf(part: string): JsonObject {
  return objectOr(parseJson(Buffer.from(part, 'base64url').toString()));
}

const USER = {
  client_id: '123-app.apps.googleusercontent.com',
  client_secret: 'GOCSPX-s3cret-of-the-client',
  refresh_token: '1//s3cret-refresh-token',
};

function userOf(form: URLSearchParams): Granted | string {
  const wrong = Object.entries(USER).find(([key, value]) => form.get(key) !== value);
  if (wrong !== undefined) return 'Token has been expired or revoked.';
  // What was consented to at the login counts, whatever is asked for.
  return { member: 'user:ann@example.com', scopes: ['https://www.googleapis.com/auth/cloud-platform'] };
}
