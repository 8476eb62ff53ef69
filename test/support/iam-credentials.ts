/**
 * IAM Credentials on loopback: `generateAccessToken` in the shapes of
 * https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken.
 *
 *     await withIamCredentials(tokens, async ({ environment, allow }) => {
 *       allow('serviceAccount:updater@shop.iam.gserviceaccount.com', 'clusters@shop.iam.gserviceaccount.com');
 *       …
 *
 * For a whole run, give `environment` to the process; `tokens` has to be the one of the server that gives out the
 * tokens of the source.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { objectOr, parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import { withHttp } from './local-server.ts';
import { answer } from './loopback.ts';
import { BOTH_SCOPES, type Tokens } from './google-tokens.ts';

export interface IamCredentials {
  /** The environment that leads the code there. */
  readonly environment: Readonly<Record<string, string>>;
  readonly origin: string;
  /** Grants `roles/iam.serviceAccountTokenCreator` on an account, which is there from then on. */
  readonly allow: (member: string, account: string) => void;
  /** What was asked for, in its order: who, and as whom. */
  readonly requests: readonly (readonly [member: string | undefined, account: string])[];
  /** `x-goog-user-project` of the last request. */
  readonly quotaProject: () => string | undefined;
  /** Answers to the next requests, in place of tokens. */
  readonly troubles: RequestListener[];
}

const PATH = /^\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/;

/** Runs one while `use` runs. */
export function withIamCredentials<T>(tokens: Tokens, use: (iam: IamCredentials) => Promise<T>): Promise<T> {
  const members = new Map<string, Set<string>>();
  const requests: (readonly [string | undefined, string])[] = [];
  const troubles: RequestListener[] = [];
  let quotaProject: string | undefined;
  const generate = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const account = PATH.exec(request.url ?? '')?.[1] ?? '';
    const { authorization, 'x-goog-user-project': project } = request.headers;
    quotaProject = typeof project === 'string' ? project : undefined;
    const source = tokens.holderOf(authorization);
    requests.push([source?.member, account]);
    const { scope, lifetime } = objectOr(parseJson(await text(request)));
    const trouble = troubles.shift();
    if (trouble !== undefined) return trouble(request, response);
    const refusal = refusalOf(source, members.get(account));
    if (refusal !== undefined) return answer(response, refusal.code, refusal.body);
    if (!Array.isArray(scope) || lifetime !== '3600s' || request.method !== 'POST')
      return answer(response, 400, apiError(400, 'INVALID_ARGUMENT'));
    const accessToken = tokens.issue({ member: `serviceAccount:${account}`, scopes: scope.map(String) });
    const expireTime = new Date(Date.now() + tokens.lifetime * 1_000).toISOString();
    answer(response, 200, { accessToken, expireTime });
  };
  const allow = (member: string, account: string): void => {
    members.set(account, (members.get(account) ?? new Set()).add(member));
  };
  return withHttp(
    (request, response) => void generate(request, response),
    ({ origin }) => {
      const environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: `${origin}/` };
      return use({ environment, origin, allow, requests, troubles, quotaProject: () => quotaProject });
    },
  );
}

/** Why this one gets no token of an account; `members` are those who may have one, none where there is no account. */
function refusalOf(
  source: ReturnType<Tokens['holderOf']>,
  members: ReadonlySet<string> | undefined,
): { readonly code: number; readonly body: JsonObject } | undefined {
  const refused = (code: number, ...rest: readonly [status: string, reason?: string]) => ({
    code,
    body: apiError(code, ...rest),
  });
  if (source === undefined) return refused(401, 'UNAUTHENTICATED');
  if (!source.scopes.includes(String(BOTH_SCOPES[0]))) return refused(403, 'SCOPES');
  if (members === undefined) return refused(404, 'NOT_FOUND');
  return members.has(source.member) ? undefined : refused(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
}

/** An error as Google's APIs write them (https://google.aip.dev/193). */
export function apiError(code: number, status: string, reason?: string, metadata?: JsonObject): JsonObject {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'iam.googleapis.com',
    metadata,
  };
  return {
    error: { code, status, message: `The answer is ${status}.`, details: reason === undefined ? [] : [info] },
  };
}
