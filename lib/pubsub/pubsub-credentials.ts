/** The identity for Pub/Sub: application default credentials, in the form that Google's library takes. */
import type { OAuth2Client } from 'google-auth-library';
import type { Environment } from '../core/environment.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import { googleIdentities } from '../google-auth/google-identity.ts';
import { googleAuthLibrary } from '../google-auth/google-auth-library.ts';

export interface PubSubCredentials {
  readonly authClient: OAuth2Client;
  /** Gets a token before anything is sent: what comes in the way of it is an UpdaterError here, and a text from the library. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /** As IAM writes members; undefined where that is not known. */
  readonly member: (signal: AbortSignal) => Promise<string | undefined>;
  /** The last token was refused: the next one is a new one. */
  readonly forceRefresh: () => void;
}

const REQUEST_MS = 10_000;
// Status codes of gRPC: a stream that gets the first is opened again by the library, the second ends it.
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** Nobody, for an emulator: without it the library would look for a metadata server. */
export async function anonymousClient(): Promise<OAuth2Client> {
  const { OAuth2Client } = await googleAuthLibrary(REQUEST_MS);
  return new OAuth2Client();
}

/** Nothing is asked before the first token is wanted. */
export async function openCredentials(environment: Environment): Promise<PubSubCredentials> {
  const identity = googleIdentities(environment)(undefined);
  const authClient = await anonymousClient();
  let forceRefresh = false;
  const token = async (signal: AbortSignal): Promise<string> => {
    const given = await identity.token({ forceRefresh, signal });
    forceRefresh = false;
    return given;
  };
  // It is over at once: the updater's identity knows how long a token lasts, and is asked each time.
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

/** gRPC makes a status of it. */
function coded(thrown: unknown): Error {
  const fault = toUpdaterError(thrown);
  const isLasting = fault.reason === 'NoGoogleCredentials' || fault.reason === 'CredentialsRefused';
  return Object.assign(new Error(fault.message), { code: isLasting ? UNAUTHENTICATED : UNAVAILABLE });
}
