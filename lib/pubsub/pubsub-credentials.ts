/** The identity for Pub/Sub: Application Default Credentials, in the form that Google's library expects. */
import type { OAuth2Client } from 'google-auth-library';
import type { Environment } from '../core/environment.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import { googleIdentities } from '../google-auth/google-identity.ts';
import { googleAuthLibrary } from '../google-auth/google-auth-library.ts';

export interface PubSubCredentials {
  readonly authClient: OAuth2Client;
  /** Reads a token before anything is sent: an error is an UpdaterError here, but only a text from the library. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /** In the form of IAM members; undefined if it is unknown. */
  readonly member: (signal: AbortSignal) => Promise<string | undefined>;
  /** The last token was rejected: the next call reads a new one. */
  readonly forceRefresh: () => void;
}

const REQUEST_MS = 10_000;
// gRPC status codes: the library reopens a stream after the first one, the second one ends it.
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** Empty credentials for an emulator; without them the library would call the metadata server. */
export async function anonymousClient(): Promise<OAuth2Client> {
  const { OAuth2Client } = await googleAuthLibrary(REQUEST_MS);
  return new OAuth2Client();
}

/** Sends nothing before the first token is needed. */
export async function openCredentials(environment: Environment): Promise<PubSubCredentials> {
  const identity = googleIdentities(environment)(undefined);
  const authClient = await anonymousClient();
  let forceRefresh = false;
  const token = async (signal: AbortSignal): Promise<string> => {
    const given = await identity.token({ forceRefresh, signal });
    forceRefresh = false;
    return given;
  };
  // The token expires at once for the library, so that it calls the updater's identity each time, which caches the token.
  authClient.refreshHandler = async () => {
    const signal = AbortSignal.timeout(REQUEST_MS);
    try {
      const quotaProject = await identity.quotaProject(signal);
      if (quotaProject !== undefined) authClient.quotaProjectId = quotaProject;
      return { access_token: await token(signal), expiry_date: Date.now() };
    } catch (thrown) {
      throw coded(thrown);
    }
  };
  return {
    authClient,
    check: async (signal) => void (await token(signal)),
    member: identity.member,
    forceRefresh: () => {
      forceRefresh = true;
    },
  };
}

/** gRPC converts it to a status. */
function coded(thrown: unknown): Error {
  const fault = toUpdaterError(thrown);
  const isLasting = fault.reason === 'NoGoogleCredentials' || fault.reason === 'CredentialsRefused';
  return Object.assign(new Error(fault.message), { code: isLasting ? UNAUTHENTICATED : UNAVAILABLE });
}
