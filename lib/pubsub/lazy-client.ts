/**
 * Google's client library for Pub/Sub. It is loaded at the first call, because its import costs more than a scan of a
 * cluster. Address and identity come from the environment. An emulator needs no credentials, so neither credentials nor the
 * metadata server are read for it.
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

/** The client of a publisher or puller. */
export interface PubSubClient {
  readonly library: typeof Library;
  readonly pubsub: Library.PubSub;
  /** Undefined for an emulator. */
  readonly credentials: PubSubCredentials | undefined;
}

/** A client for one operation. */
export interface AcquiredClient extends PubSubClient {
  /** Converts an error of the operation; never rejects. After a deadline this client starts no new operation. */
  readonly faultOf: (thrown: unknown, signal: AbortSignal) => Promise<UpdaterError>;
  /** Called once, at the end of the operation. */
  readonly release: () => void;
}

export interface LazyClient {
  /** The parts of each call. */
  readonly call: CallOptions;
  /**
   * The client, after its credentials were checked; its channel is shared.
   * @throws UpdaterError `InvalidConfig`, `NoGoogleCredentials`, `CredentialsRefused`, `TokenServerError`, `OutOfTime`
   */
  readonly acquire: (asked: PubSubOperation, signal: AbortSignal) => Promise<AcquiredClient>;
  readonly close: () => Promise<void>;
}

// Names of topics and subscriptions are full names, so the library needs no project. But it replaces `{{projectId}}`, in
// attributes too: with this value String.replace keeps the original text.
const PROJECT = '$&';

const OPTIONS = {
  projectId: PROJECT,
  // Reconnects soon after a server is back. The default of the library is 2 minutes.
  'grpc.max_reconnect_backoff_ms': 5_000,
  // A connection can become silent without being closed, for example while the platform suspends an instance. The first call
  // after 30 s probes it; without a response the connection is dropped, so that even a report, which has 10 s, is retried in
  // time. The default of the library is 5 minutes.
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 4_000,
  // By default channels to the same address share a connection: a new channel would be as silent as the old one.
  'grpc.use_local_subchannel_pool': 1,
};

/** Retries of the library after temporary errors; all in milliseconds. */
export interface RetryTimes {
  /** Time limit of all attempts of a call. */
  readonly callMs: number;
  /** Time limit of an attempt. */
  readonly tryMs: number;
  /** The maximum delay between two attempts. */
  readonly waitMs: number;
}

// The default of the library is 10 minutes, with delays of one minute.
const PATIENCE: RetryTimes = { callMs: 60_000, tryMs: 15_000, waitMs: 5_000 };

/** The state that all clients share. */
interface Foundation {
  readonly library: typeof Library;
  readonly credentials: PubSubCredentials | undefined;
  /** A client with a channel of its own. */
  readonly connect: () => Library.PubSub;
}

/** A channel, the number of its operations, and the time of its last response, in milliseconds since the epoch. */
interface Channel {
  readonly pubsub: Library.PubSub;
  users: number;
  answeredAt: number;
}

// Half of the time limit of a report: at most one report is lost on a silent channel.
const SILENCE_MS = 5_000;

/**
 * Loads, reads and sends nothing before the first call. After a timeout, the channel is kept only for the operations that use
 * it; the next call gets a new channel. A call that its caller aborts does not replace the channel, unless it had no response
 * for five seconds.
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

/** Whether the error is a response of Pub/Sub, and neither an error of the client before sending nor a missing response. */
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
    // The library splits that value at each colon, and an IPv6 address contains colons.
    Object.assign(pubsub.options, { servicePath: host, port });
    return pubsub;
  };
  return { library, credentials, connect };
}
