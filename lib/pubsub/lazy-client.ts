/**
 * Google's client library for Pub/Sub: loaded at the first call, for its import costs more than a scan of a cluster,
 * and told by our environment where Pub/Sub is and who we are. To an emulator nobody says who he is, so no credentials
 * are looked for there, and no metadata server.
 */
import type * as Library from '@google-cloud/pubsub';
import type { Environment } from '../core/environment.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { ErrorReason } from '../core/errors/reason.ts';
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

/** A client for one operation. */
export interface AcquiredClient extends PubSubClient {
  /** What came in the way of the operation; never rejects. After a deadline this client begins nothing new. */
  readonly faultOf: (thrown: unknown, signal: AbortSignal) => Promise<UpdaterError>;
  /** At the end of the operation, once. */
  readonly release: () => void;
}

export interface LazyClient {
  /** What each call is made with. */
  readonly call: CallOptions;
  /**
   * The client, with credentials that work; its channel is shared.
   * @throws UpdaterError `InvalidConfig`, `NoGoogleCredentials`, `CredentialsRefused`, `TokenServerError`, `OutOfTime`
   */
  readonly acquire: (asked: PubSubOperation, signal: AbortSignal) => Promise<AcquiredClient>;
  readonly close: () => Promise<void>;
}

// Names of topics and subscriptions are whole, so the library needs no project. It puts one in place of
// `{{projectId}}` though, in attributes too: this one, by which String.replace puts back what stood there.
const PROJECT = '$&';

const OPTIONS = {
  projectId: PROJECT,
  // A server that comes back is found soon. The library's own limit is 2 minutes.
  'grpc.max_reconnect_backoff_ms': 5_000,
  // A connection can fall silent without an end, as while the platform lets an instance sleep. The first call after 30 s
  // asks whether anybody is there; without an answer the connection is dropped, so that even a report, which has 10 s,
  // is tried again in time. The library would ask after 5 minutes.
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 4_000,
  // Channels to the same address would share a connection, and a new one would be as silent as the one before.
  'grpc.use_local_subchannel_pool': 1,
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

/** What all clients of one have in common. */
interface Foundation {
  readonly library: typeof Library;
  readonly credentials: PubSubCredentials | undefined;
  /** A client with a channel of its own. */
  readonly connect: () => Library.PubSub;
}

/** A channel, how many operations use it, and when one was answered last, in milliseconds since the epoch. */
interface Channel {
  readonly pubsub: Library.PubSub;
  users: number;
  answeredAt: number;
}

// Half of what a report may take: so a single one is lost on a channel that fell silent.
const SILENCE_MS = 5_000;

/**
 * Nothing is loaded, read or sent before the first call. A channel on which nobody answers in time is left to those that use
 * it already: the next call has a new one. That its caller gives up a call says nothing of the channel, unless nothing was
 * answered on it for five seconds until then.
 */
export function lazyClient(environment: Environment, patience: Partial<RetryTimes> = {}): LazyClient {
  let opening: Promise<Foundation> | undefined;
  let current: Channel | undefined;
  const retired = new Set<Channel>();
  const closeUnused = async (): Promise<void> => {
    const unused = [...retired].filter(({ users }) => users === 0);
    for (const channel of unused) retired.delete(channel);
    await Promise.all(unused.map(({ pubsub }) => pubsub.close()));
  };
  const acquireOn = (
    asked: PubSubOperation,
    { library, credentials, connect }: Foundation,
  ): AcquiredClient => {
    const channel = (current ??= { pubsub: connect(), users: 0, answeredAt: 0 });
    const begunAt = Date.now();
    let hasFailed = false;
    channel.users += 1;
    return {
      library,
      credentials,
      pubsub: channel.pubsub,
      faultOf: async (thrown, signal) => {
        hasFailed = true;
        const fault = await toFault(thrown, asked, credentials, signal);
        if (isAnswer(thrown, fault)) channel.answeredAt = Date.now();
        const isSilent = Date.now() - Math.max(begunAt, channel.answeredAt) >= SILENCE_MS;
        if (fault.reason === 'Timeout' || (fault.reason === 'OutOfTime' && isSilent)) {
          retired.add(channel);
          if (current === channel) current = undefined;
        }
        return fault;
      },
      release: () => {
        if (!hasFailed) channel.answeredAt = Date.now();
        channel.users -= 1;
        void closeUnused().catch(() => undefined);
      },
    };
  };
  return {
    call: callOptions({ ...PATIENCE, ...patience }),
    acquire: async (asked, signal) => {
      let credentials: PubSubCredentials | undefined;
      try {
        const late = (): UpdaterError => deadlineExceeded(asked.what, signal);
        const foundation = await unlessAborted((opening ??= openFoundation(environment)), signal, late);
        ({ credentials } = foundation);
        await credentials?.check(signal);
        return acquireOn(asked, foundation);
      } catch (thrown) {
        throw await toFault(thrown, asked, credentials, signal);
      }
    },
    close: async () => {
      await opening?.catch(() => undefined);
      const all = [...retired, ...(current === undefined ? [] : [current])];
      retired.clear();
      await Promise.all(all.map(({ pubsub }) => pubsub.close()));
    },
  };
}

const UNANSWERED: ReadonlySet<ErrorReason> = new Set(['Timeout', 'OutOfTime', 'Unreachable', 'NoSuchHost']);

/** Whether Pub/Sub said it: not the client itself before it sent anything, and not the lack of an answer. */
function isAnswer(thrown: unknown, { reason }: UpdaterError): boolean {
  return !(thrown instanceof UpdaterError) && !UNANSWERED.has(reason);
}

async function toFault(
  thrown: unknown,
  asked: PubSubOperation,
  credentials: PubSubCredentials | undefined,
  signal: AbortSignal,
): Promise<UpdaterError> {
  if (signal.aborted && !(thrown instanceof UpdaterError)) return deadlineExceeded(asked.what, signal);
  const fault = pubsubError(thrown, asked);
  if (fault.reason === 'CredentialsRefused') credentials?.forceRefresh();
  if (fault.reason !== asked.forbidden) return fault;
  return pubsubError(thrown, asked, await credentials?.member(signal));
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

async function openFoundation(environment: Environment): Promise<Foundation> {
  const { host, port, plain } = pubsubAddress(environment);
  const credentials = plain ? undefined : await openCredentials(environment);
  const library = await import('@google-cloud/pubsub');
  const authClient = credentials?.authClient ?? (await anonymousClient());
  const apiEndpoint = `${host}:${port}`;
  const connect = (): Library.PubSub => {
    const pubsub = new library.PubSub({ ...OPTIONS, authClient, apiEndpoint, emulatorMode: plain });
    // It takes that apart at each colon, which an IPv6 address is full of.
    Object.assign(pubsub.options, { servicePath: host, port });
    return pubsub;
  };
  return { library, credentials, connect };
}
