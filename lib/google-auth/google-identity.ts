/** The identity for Google: Application Default Credentials, or an impersonated service account. */
import type { Environment } from '../core/environment.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import { memoize } from '../async/memoize.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { cachedUntilExpiry, type Expiring, type CacheRequest } from '../async/cached-value.ts';
import { deadlineExceeded } from '../async/deadline.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import type { Access } from './access.ts';
import { apiAddress } from './api-address.ts';
import { readCredentialsFile } from './credentials-file.ts';
import { defaultAccess, type TokenRequest } from './default-credentials.ts';
import { impersonatedAccess, type ImpersonationTarget } from './impersonation.ts';
import { findMember, serviceAccount } from './iam-member.ts';
import { readMachineEmail } from './metadata-server.ts';

export interface GoogleIdentity {
  /** An access token with the scopes `cloud-platform` and `userinfo.email`; shared and cached until shortly before its expiry. */
  readonly token: (request: CacheRequest) => Promise<string>;
  /**
   * `serviceAccount:E-MAIL` or `user:E-MAIL`, in the form of IAM members, safe in a shell; undefined if the credentials do not
   * contain it, or if it is not known in time. It never rejects.
   */
  readonly member: (signal: AbortSignal) => Promise<string | undefined>;
  /** The project to which requests are billed, if the credentials name one (`x-goog-user-project`). */
  readonly quotaProject: (signal: AbortSignal) => Promise<string | undefined>;
}

/** The minimum age of a rejected token before a new one is requested, in milliseconds. */
const YOUNG_MS = 10_000;

const TOKEN_REQUEST: TokenRequest = { requestMs: 10_000, limitMs: 15_000, now: WALL_CLOCK.now };

/** An identity, and the options of its token requests. */
interface TokenSource {
  readonly identity: GoogleIdentity;
  readonly access: (request: CacheRequest) => Promise<Access>;
}

/**
 * The identities of a configuration, by the e-mail of `impersonate`: entries with the same e-mail share an identity, and all
 * share the Application Default Credentials. Nothing is read or sent before the first token is needed.
 */
export function googleIdentities(
  environment: Environment,
  changes: Partial<TokenRequest> = {},
): (impersonate: string | undefined) => GoogleIdentity {
  const asking = { ...TOKEN_REQUEST, ...changes };
  const defaultSource = defaultTokenSource(environment, asking);
  return memoize((impersonate: string | undefined) =>
    impersonate === undefined
      ? defaultSource.identity
      : impersonatedIdentity(impersonate, defaultSource, apiAddress(environment, 'iamcredentials'), asking),
  );
}

function defaultTokenSource(environment: Environment, asking: TokenRequest): TokenSource {
  const name = 'Application Default Credentials';
  const ask = async (): Promise<Expiring<Access>> =>
    defaultAccess(await readCredentialsFile(environment), asking);
  const find = async (): Promise<string | undefined> => {
    const file = await readCredentialsFile(environment);
    return file === undefined
      ? serviceAccount(await readMachineEmail(asking.requestMs))
      : findMember(file.content);
  };
  const access = cachedAccess(name, ask, asking);
  return { access, identity: toIdentity(access, (signal) => undefinedOnFailure(find(), signal)) };
}

function impersonatedIdentity(
  account: string,
  source: TokenSource,
  address: URL,
  asking: TokenRequest,
): GoogleIdentity {
  const member = (): Promise<string | undefined> =>
    source.identity.member(AbortSignal.timeout(asking.requestMs));
  const target: ImpersonationTarget = { account, address, member };
  // The source has a time limit of its own.
  const { signal } = new AbortController();
  const ask = async (): Promise<Expiring<Access>> => {
    const sourceAccess = await source.access({ forceRefresh: false, signal });
    try {
      return await impersonatedAccess(sourceAccess, target, asking);
    } catch (thrown) {
      if (toUpdaterError(thrown).reason !== 'CredentialsRefused') throw thrown;
      // A token may have been revoked before its expiry.
      return impersonatedAccess(await source.access({ forceRefresh: true, signal }), target, asking);
    }
  };
  const access = cachedAccess(`impersonating ${account}`, ask, asking);
  return toIdentity(access, () => Promise.resolve(serviceAccount(account)));
}

/** Cached, and requested within the time limit, on which concurrent callers rely. */
function cachedAccess(
  name: string,
  ask: () => Promise<Expiring<Access>>,
  { limitMs, now }: TokenRequest,
): TokenSource['access'] {
  const late = (): UpdaterError =>
    new UpdaterError('TokenServerError', `${name}: expected a token within ${limitMs} ms, got none`);
  const request = (): Promise<Expiring<Access>> => unlessAborted(ask(), AbortSignal.timeout(limitMs), late);
  return cachedUntilExpiry(name, request, { now, minAgeMs: YOUNG_MS });
}

/** An unknown member is not an error: it only makes a remedy less precise. */
async function undefinedOnFailure(
  member: Promise<string | undefined>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await unlessAborted(member, signal, () => deadlineExceeded('the identity', signal));
  } catch {
    return undefined;
  }
}

function toIdentity(access: TokenSource['access'], member: GoogleIdentity['member']): GoogleIdentity {
  return {
    token: async (request) => (await access(request)).token,
    member,
    quotaProject: async (signal) => (await access({ forceRefresh: false, signal })).quotaProject,
  };
}
