/** Requests to a Google API as an identity, on the updater's own transport, with its limits and connection errors. */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { ApiResponse } from '../kubernetes/client/api-response.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits } from '../kubernetes/client/exchange-limits.ts';
import { openTransport } from '../kubernetes/client/transport.ts';
import type { GoogleIdentity } from './google-identity.ts';

/** Who sent a request, for the error about its response. */
export interface ApiIdentity {
  /** In the form of IAM members; safe in a shell. Only known after a 403. */
  readonly member?: string;
  /** The token, which must not appear in messages. */
  readonly token: string;
}

export interface ApiGet {
  /** From `/v1` on, percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The error for a response with another status than 200 and 401. */
  readonly refusal: (response: ApiResponse, identity: ApiIdentity) => UpdaterError;
}

export interface ApiClient {
  /**
   * A response with status 200. Redirects are not followed; a 401 is repeated once with a new token.
   * @throws UpdaterError of `refusal`, of the identity, `CredentialsRefused`, and those of the transport.
   */
  readonly get: (request: ApiGet) => Promise<ApiResponse>;
}

/** Creates a client; sends nothing yet. */
export function openApiClient(
  identity: GoogleIdentity,
  server: URL,
  limits: Partial<ExchangeLimits> = {},
): ApiClient {
  let sent = '';
  const token: GoogleIdentity['token'] = async (request) => (sent = await identity.token(request));
  const transport = openTransport({ server, token }, { ...EXCHANGE_LIMITS, ...limits });
  return {
    get: async ({ path, query, signal, refusal }) => {
      const headers = await quotaHeaders(identity, signal);
      const response = await transport
        .json({ method: 'GET', path, query, signal, headers })
        .catch(throwRefusal);
      if (response.status === 200) return response;
      // Only for the remedy.
      const member = response.status === 403 ? await identity.member(signal) : undefined;
      throw refusal(response, { token: sent, ...(member !== undefined && { member }) });
    },
  };
}

/** The project whose quota is used, if it is not that of the credentials. */
async function quotaHeaders(identity: GoogleIdentity, signal: AbortSignal): Promise<Record<string, string>> {
  const project = await identity.quotaProject(signal);
  return project === undefined ? {} : { 'x-goog-user-project': project };
}

/** The transport reports 401 as for API servers; a token that Google rejects is another reason. */
function throwRefusal(thrown: unknown): never {
  const fault = toUpdaterError(thrown);
  if (fault.reason !== 'Unauthorized') throw fault;
  throw new UpdaterError('CredentialsRefused', fault.message, { cause: fault });
}
