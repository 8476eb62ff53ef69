/**
 * Google's client library for Pub/Sub: loaded at the first call, for its import costs more than a scan of a cluster,
 * and told by our environment where Pub/Sub is and who we are. To an emulator nobody says who he is, so no credentials
 * are looked for there, and no metadata server.
 */
import type * as Library from '@google-cloud/pubsub';
import type { Environment } from '../core/environment.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { deadlineExceeded } from '../async/deadline.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { pubsubAddress } from './pubsub-address.ts';
import { anonymousClient, openCredentials, type PubSubCredentials } from './pubsub-credentials.ts';
import { pubsubError, type PubSubOperation } from './pubsub-error.ts';

type CallOptions = NonNullable<Library.PublishOptions['gaxOpts']>;

/** What one publisher or puller works with. */
export interface PubSubClient {
  readonly library: typeof Library;
  readonly pubsub: Library.PubSub;
  /** Undefined for an emulator. */
  readonly credentials: PubSubCredentials | undefined;
}

export interface LazyClient {
  /** What each call is made with. */
  readonly call: CallOptions;
  /**
   * The client, with credentials that work.
   * @throws UpdaterError `InvalidConfig`, `NoGoogleCredentials`, `CredentialsRefused`, `TokenServerError`, `OutOfTime`
   */
  readonly ready: (asked: PubSubOperation, signal: AbortSignal) => Promise<PubSubClient>;
  /** What came in the way of something; never rejects. */
  readonly faultOf: (thrown: unknown, asked: PubSubOperation, signal: AbortSignal) => Promise<UpdaterError>;
  readonly close: () => Promise<void>;
}

// Names of topics and subscriptions are whole, so the library needs no project. It puts one in place of
// `{{projectId}}` though, in attributes too: this one, by which String.replace puts back what stood there.
const PROJECT = '$&';

const OPTIONS = {
  projectId: PROJECT,
  // A server that comes back is found soon. The library's own limit is 2 minutes.
  'grpc.max_reconnect_backoff_ms': 5_000,
};

/** How the library repeats a call that failed in passing; all in milliseconds. */
export interface RetryTimes {
  /** How long all tries of a call may take. */
  readonly callMs: number;
  /** How long one may take. */
  readonly tryMs: number;
  /** How long it waits between two, at most. */
  readonly waitMs: number;
}

// The library would try for 10 minutes, with waits of one.
const PATIENCE: RetryTimes = { callMs: 60_000, tryMs: 15_000, waitMs: 5_000 };

/** Nothing is loaded, read or sent before the first call. */
export function lazyClient(environment: Environment, patience: Partial<RetryTimes> = {}): LazyClient {
  let opening: Promise<PubSubClient> | undefined;
  const opened = (): Promise<PubSubClient> => (opening ??= openClient(environment));
  return {
    call: callOptions({ ...PATIENCE, ...patience }),
    ready: async (asked, signal) => {
      const late = (): UpdaterError => deadlineExceeded(asked.what, signal);
      const client = await unlessAborted(opened(), signal, late);
      await client.credentials?.check(signal);
      return client;
    },
    faultOf: async (thrown, asked, signal) => {
      if (signal.aborted && !(thrown instanceof UpdaterError)) return deadlineExceeded(asked.what, signal);
      const fault = pubsubError(thrown, asked);
      const credentials = (await opening?.catch(() => undefined))?.credentials;
      if (fault.reason === 'CredentialsRefused') credentials?.forceRefresh();
      if (fault.reason !== asked.forbidden) return fault;
      return pubsubError(thrown, asked, await credentials?.member(signal));
    },
    close: async () => {
      const client = await opening?.catch(() => undefined);
      await client?.pubsub.close();
    },
  };
}

function callOptions({ callMs, tryMs, waitMs }: RetryTimes): CallOptions {
  const backoffSettings = {
    initialRetryDelayMillis: Math.min(100, waitMs),
    retryDelayMultiplier: 2,
    maxRetryDelayMillis: waitMs,
    initialRpcTimeoutMillis: tryMs,
    rpcTimeoutMultiplier: 1,
    maxRpcTimeoutMillis: tryMs,
    totalTimeoutMillis: callMs,
  };
  return { retry: { backoffSettings } };
}

async function openClient(environment: Environment): Promise<PubSubClient> {
  const { host, port, plain } = pubsubAddress(environment);
  const credentials = plain ? undefined : await openCredentials(environment);
  const library = await import('@google-cloud/pubsub');
  const authClient = credentials?.authClient ?? (await anonymousClient());
  const apiEndpoint = `${host}:${port}`;
  const pubsub = new library.PubSub({ ...OPTIONS, authClient, apiEndpoint, emulatorMode: plain });
  // It takes that apart at each colon, which an IPv6 address is full of.
  Object.assign(pubsub.options, { servicePath: host, port });
  return { library, pubsub, credentials };
}
