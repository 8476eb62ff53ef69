/**
 * A token of an impersonated service account: `generateAccessToken` of IAM Credentials
 * (https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken).
 *
 * google-auth-library's `Impersonated` sends the same request, but prints a warning whenever it is created, and does not expose
 * the token of the source.
 */
import { valueAt } from '../core/text/json.ts';
import type { Expiring } from '../async/cached-value.ts';
import { expiringAccess, SCOPES, usableToken, type Access } from './access.ts';
import type { TokenRequest } from './default-credentials.ts';
import { impersonationError } from './impersonation-error.ts';
import { googleAuthLibrary } from './google-auth-library.ts';
import { readTokenResponse } from './token-response.ts';
import { missingTokenError, tokenError } from './token-error.ts';

export interface ImpersonationTarget {
  /** E-mail of the service account. */
  readonly account: string;
  /** The address of IAM Credentials, with a slash at the end. */
  readonly address: URL;
  /** The impersonating identity, in the form of IAM members, if it is known. */
  readonly member: () => Promise<string | undefined>;
}

const LIFETIME = '3600s';

/**
 * A new token. `source` is the access of the request.
 * @throws UpdaterError `NoImpersonation`, `ApiDisabled`, `CredentialsRefused`, `TokenServerError`.
 */
export async function impersonatedAccess(
  source: Access,
  { account, address, member }: ImpersonationTarget,
  { requestMs, now }: TokenRequest,
): Promise<Expiring<Access>> {
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
    const token = usableToken(valueAt(data, ['accessToken']));
    if (token === undefined) throw missingTokenError(url.href);
    const end = Date.parse(String(valueAt(data, ['expireTime'])));
    return expiringAccess({ token }, Number.isNaN(end) ? undefined : end, now());
  } catch (thrown) {
    const answer = readTokenResponse(thrown, now());
    if (answer === undefined) throw tokenError(thrown, `impersonating ${account}`, now());
    throw impersonationError(answer, { account, member: await member() });
  }
}
