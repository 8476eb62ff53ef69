/**
 * A token of a service account that we may act as: `generateAccessToken` of IAM Credentials
 * (https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken).
 *
 * google-auth-library's `Impersonated` sends the same request, but prints a warning each time it is made, and keeps the
 * token of the source to itself.
 */
import { at } from '../core/text/json.ts';
import type { Lasting } from '../async/cached-value.ts';
import { lastingAccess, SCOPES, usableToken, type Access } from './access.ts';
import type { Asking } from './default-credentials.ts';
import { impersonationFault } from './impersonation-fault.ts';
import { googleAuthLibrary } from './library.ts';
import { tokenAnswerOf } from './token-answer.ts';
import { noToken, tokenFault } from './token-fault.ts';

export interface Target {
  /** E-mail of the service account. */
  readonly account: string;
  /** Of IAM Credentials, with a slash at the end. */
  readonly address: URL;
  /** Who wants to act as it, as IAM writes members, where that can be told. */
  readonly member: () => Promise<string | undefined>;
}

const LIFETIME = '3600s';

/**
 * A new token. `source` is the access with which it is asked for.
 * @throws Fault `NoImpersonation`, `ApiDisabled`, `CredentialsRefused`, `TokenServerError`.
 */
export async function impersonatedAccess(
  source: Access,
  { account, address, member }: Target,
  { requestMs, now }: Asking,
): Promise<Lasting<Access>> {
  const { OAuth2Client, setUp } = await googleAuthLibrary(requestMs);
  const { quotaProject } = source;
  const client = new OAuth2Client(quotaProject === undefined ? {} : { quotaProjectId: quotaProject });
  client.setCredentials({ access_token: source.token });
  setUp([client.transporter]);
  const url = new URL(`v1/projects/-/serviceAccounts/${account}:generateAccessToken`, address);
  try {
    const { data } = await client.request({
      url,
      method: 'POST',
      data: { delegates: [], scope: SCOPES, lifetime: LIFETIME },
      responseType: 'json',
    });
    const token = usableToken(at(data, ['accessToken']));
    if (token === undefined) throw noToken(url.href);
    const end = Date.parse(String(at(data, ['expireTime'])));
    return lastingAccess({ token }, Number.isNaN(end) ? undefined : end, now());
  } catch (thrown) {
    const answer = tokenAnswerOf(thrown, now());
    if (answer === undefined) throw tokenFault(thrown, `acting as ${account}`, now());
    throw impersonationFault(answer, { account, member: await member() });
  }
}
