/**
 * Google's client library for Pub/Sub: loaded at the first call, for its import costs more than a scan of a cluster,
 * and told by our environment where Pub/Sub is and who we are. To an emulator nobody says who he is, so no credentials
 * are looked for there, and no metadata server.
 */
import type * as Library from '@google-cloud/pubsub';
import type { Environment } from '../core/environment.ts';
import { Fault } from '../core/errors/fault.ts';
import { outOfTime } from '../async/deadline.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { pubsubAddress } from './address.ts';
import { nobody, openCredentials, type Credentials } from './credentials.ts';
import { pubsubFault, type Asked } from './pubsub-error.ts';

type CallOptions = NonNullable<Library.PublishOptions['gaxOpts']>;

/** What one publisher or puller works with. */
export interface Client {
  readonly library: typeof Library;
  readonly pubsub: Library.PubSub;
  /** Undefined for an emulator. */
  readonly credentials: Credentials | undefined;
}

export interface LazyClient {
  /** What each call is made with. */
  readonly call: CallOptions;
  /**
   * The client, with credentials that work.
   * @throws Fault `InvalidConfig`, `NoGoogleCredentials`, `CredentialsRefused`, `TokenServerError`, `OutOfTime`
   */
  readonly ready: (asked: Asked, signal: AbortSignal) => Promise<Client>;
  /** What came in the way of something; never rejects. */
  readonly faultOf: (thrown: unknown, asked: Asked, signal: AbortSignal) => Promise<Fault>;
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
export interface Patience {
  /** How long all tries of a call may take. */
  readonly callMs: number;
  /** How long one may take. */
  readonly tryMs: number;
  /** How long it waits between two, at most. */
  readonly waitMs: number;
}

// The library would try for 10 minutes, with waits of one.
const PATIENCE: Patience = { callMs: 60_000, tryMs: 15_000, waitMs: 5_000 };

/** Nothing is loaded, read or sent before the first call. */
export function lazyClient(environment: Environment, patience: Partial<Patience> = {}): LazyClient {
  let opening: Promise<Client> | undefined;
  const opened = (): Promise<Client> => (opening ??= openClient(environment));
  return {
    call: callOptions({ ...PATIENCE, ...patience }),
    ready: async (asked, signal) => {
      const late = (): Fault => outOfTime(asked.what, signal);
      const client = await unlessAborted(opened(), signal, late);
      await client.credentials?.check(signal);
      return client;
    },
    faultOf: async (thrown, asked, signal) => {
      if (signal.aborted && !(thrown instanceof Fault)) return outOfTime(asked.what, signal);
      const fault = pubsubFault(thrown, asked);
      const credentials = (await opening?.catch(() => undefined))?.credentials;
      if (fault.reason === 'CredentialsRefused') credentials?.renew();
      if (fault.reason !== asked.forbidden) return fault;
      return pubsubFault(thrown, asked, await credentials?.member(signal));
    },
    close: async () => {
      const client = await opening?.catch(() => undefined);
      await client?.pubsub.close();
    },
  };
}

function callOptions({ callMs, tryMs, waitMs }: Patience): CallOptions {
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

async function openClient(environment: Environment): Promise<Client> {
  const { host, port, plain } = pubsubAddress(environment);
  const credentials = plain ? undefined : await openCredentials(environment);
  const library = await import('@google-cloud/pubsub');
  const authClient = credentials?.authClient ?? (await nobody());
  const apiEndpoint = `${host}:${port}`;
  const pubsub = new library.PubSub({ ...OPTIONS, authClient, apiEndpoint, emulatorMode: plain });
  // It takes that apart at each colon, which an IPv6 address is full of.
  Object.assign(pubsub.options, { servicePath: host, port });
  return { library, pubsub, credentials };
}
