/** Who we are for Google: application default credentials, or a service account that they may act as. */
import type { Environment } from '../core/environment.ts';
import { asFault, Fault } from '../core/errors/fault.ts';
import { onceForEach } from '../async/once-for-each.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { kept, type Lasting, type Wanted } from '../async/cached-value.ts';
import { outOfTime } from '../async/deadline.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import type { Access } from './access.ts';
import { apiAddress } from './api-address.ts';
import { readCredentialsFile } from './credentials-file.ts';
import { defaultAccess, type Asking } from './default-credentials.ts';
import { impersonatedAccess, type Target } from './impersonation.ts';
import { memberOf, serviceAccount } from './member.ts';
import { emailOfMachine } from './metadata-server.ts';

export interface GoogleIdentity {
  /** An access token for the scopes `cloud-platform` and `userinfo.email`; shared and kept until shortly before its end. */
  readonly token: (wanted: Wanted) => Promise<string>;
  /**
   * `serviceAccount:E-MAIL` or `user:E-MAIL`, as IAM writes members, safe in a shell; undefined where the credentials
   * do not tell, or not in time. It never rejects.
   */
  readonly member: (signal: AbortSignal) => Promise<string | undefined>;
  /** The project to which requests are billed, where the credentials name one (`x-goog-user-project`). */
  readonly quotaProject: (signal: AbortSignal) => Promise<string | undefined>;
}

/** How soon a token that was just given out is not asked for again, though it was refused, in milliseconds. */
const YOUNG_MS = 10_000;

const ASKING: Asking = { requestMs: 10_000, limitMs: 15_000, now: WALL_CLOCK.now };

/** An identity, and what a token of it is asked for with. */
interface Known {
  readonly identity: GoogleIdentity;
  readonly access: (wanted: Wanted) => Promise<Access>;
}

/**
 * The identities of a configuration, by the e-mail of `impersonate`: entries with the same one share it, and all share
 * the application default credentials. Nothing is read or sent before a token is wanted.
 */
export function googleIdentities(
  environment: Environment,
  changes: Partial<Asking> = {},
): (impersonate: string | undefined) => GoogleIdentity {
  const asking = { ...ASKING, ...changes };
  const ourselves = ourselvesIn(environment, asking);
  return onceForEach((impersonate: string | undefined) =>
    impersonate === undefined
      ? ourselves.identity
      : actingAs(impersonate, ourselves, apiAddress(environment, 'iamcredentials'), asking),
  );
}

function ourselvesIn(environment: Environment, asking: Asking): Known {
  const name = 'application default credentials';
  const ask = async (): Promise<Lasting<Access>> =>
    defaultAccess(await readCredentialsFile(environment), asking);
  const find = async (): Promise<string | undefined> => {
    const file = await readCredentialsFile(environment);
    return file === undefined
      ? serviceAccount(await emailOfMachine(asking.requestMs))
      : memberOf(file.content);
  };
  const access = accessOf(name, ask, asking);
  return { access, identity: identityOf(access, (signal) => orUnknown(find(), signal)) };
}

function actingAs(account: string, source: Known, address: URL, asking: Asking): GoogleIdentity {
  const member = (): Promise<string | undefined> =>
    source.identity.member(AbortSignal.timeout(asking.requestMs));
  const target: Target = { account, address, member };
  // The source has a limit of its own.
  const { signal } = new AbortController();
  const ask = async (): Promise<Lasting<Access>> => {
    const ours = await source.access({ renew: false, signal });
    try {
      return await impersonatedAccess(ours, target, asking);
    } catch (thrown) {
      if (asFault(thrown).reason !== 'CredentialsRefused') throw thrown;
      // A token may have been revoked before its end.
      return impersonatedAccess(await source.access({ renew: true, signal }), target, asking);
    }
  };
  const access = accessOf(`acting as ${account}`, ask, asking);
  return identityOf(access, () => Promise.resolve(serviceAccount(account)));
}

/** Kept, and asked for within the limit: whoever waits for a token that is being asked for relies on it. */
function accessOf(
  name: string,
  ask: () => Promise<Lasting<Access>>,
  { limitMs, now }: Asking,
): Known['access'] {
  const late = (): Fault => new Fault('TokenServerError', `${name}: no token within ${limitMs} ms`);
  const asked = (): Promise<Lasting<Access>> => unlessAborted(ask(), AbortSignal.timeout(limitMs), late);
  return kept(name, asked, { now, youngMs: YOUNG_MS });
}

/** That it cannot be told is no fault: it only makes a remedy clearer. */
async function orUnknown(
  member: Promise<string | undefined>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await unlessAborted(member, signal, () => outOfTime('who we are', signal));
  } catch {
    return undefined;
  }
}

function identityOf(access: Known['access'], member: GoogleIdentity['member']): GoogleIdentity {
  return {
    token: async (wanted) => (await access(wanted)).token,
    member,
    quotaProject: async (signal) => (await access({ renew: false, signal })).quotaProject,
  };
}
