/**
 * The Security Token Service on loopback, and a provider of subject tokens: workload identity federation in the shapes
 * of https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token.
 *
 *     await withSts(tokens, async ({ federated }) => {
 *       const file = await folder.write('federated.json', federated({ file: subjectTokenFile }));
 *       …
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../lib/core/text/json.ts';
import { withHttp } from './local-server.ts';
import { answer } from './loopback.ts';
import type { Tokens } from './google-tokens.ts';
import { base64 } from './base64.ts';

export interface Sts {
  /** A credential configuration whose subject token is in a file, or comes from a URL (of this server). */
  readonly federated: (from: { readonly file: string } | 'url', more?: JsonObject) => JsonObject;
  /** What `gcloud auth application-default login --login-config` writes for a user of a workforce pool. */
  readonly workforceUser: () => JsonObject;
  readonly requests: readonly string[];
  /** Answers to the next requests for tokens, in place of tokens. */
  readonly troubles: RequestListener[];
}

/** The one subject token that it takes. */
export const SUBJECT_TOKEN = 's3cret-subject-token-of-another-cloud';

const EXCHANGE = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  audience: '//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/providers/ci',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  subject_token: SUBJECT_TOKEN,
};

/** Who the subject is. */
export const SUBJECT =
  'principal://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/subject/ci';

const WORKFORCE = {
  client_id: 'workforce',
  client_secret: 's3cret-of-the-workforce',
  refresh_token: 's3cret-refresh',
};

/** Runs one while `use` runs. */
export function withSts<T>(tokens: Tokens, use: (sts: Sts) => Promise<T>): Promise<T> {
  const requests: string[] = [];
  const troubles: RequestListener[] = [];
  const listen = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '' } = request;
    requests.push(url);
    if (url === '/subject-token') return answer(response, 200, { value: SUBJECT_TOKEN });
    const form = new URLSearchParams(await text(request));
    const trouble = troubles.shift();
    if (trouble !== undefined) return trouble(request, response);
    const isGranted = url === '/v1/token' ? hasAll(form, EXCHANGE) : isWorkforceUser(form, request);
    if (!isGranted)
      return answer(response, 400, {
        error: 'invalid_grant',
        error_description: `not ${form.get('subject_token')}`,
      });
    const scopes = form.get('scope')?.split(' ') ?? ['https://www.googleapis.com/auth/cloud-platform'];
    const access_token = tokens.issue({ member: SUBJECT, scopes });
    answer(response, 200, { access_token, expires_in: tokens.lifetime, token_type: 'Bearer' });
  };
  return withHttp(
    (request, response) => void listen(request, response),
    ({ origin }) =>
      use({
        requests,
        troubles,
        federated: (from, more = {}) => ({
          type: 'external_account',
          audience: EXCHANGE.audience,
          subject_token_type: EXCHANGE.subject_token_type,
          token_url: `${origin}/v1/token`,
          credential_source: from === 'url' ? fromUrl(origin) : from,
          ...more,
        }),
        workforceUser: () => ({
          type: 'external_account_authorized_user',
          token_url: `${origin}/v1/oauthtoken`,
          ...WORKFORCE,
        }),
      }),
  );
}

function fromUrl(origin: string): JsonObject {
  return { url: `${origin}/subject-token`, format: { type: 'json', subject_token_field_name: 'value' } };
}

function hasAll(form: URLSearchParams, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => form.get(key) === value);
}

function isWorkforceUser(form: URLSearchParams, { headers }: IncomingMessage): boolean {
  const { client_id: id, client_secret: secret, refresh_token } = WORKFORCE;
  const basic = `Basic ${base64(`${id}:${secret}`)}`;
  return headers.authorization === basic && hasAll(form, { grant_type: 'refresh_token', refresh_token });
}
