/** `image-updater subscribe`: pull mode, a long-running process for clusters that no function can reach. */
import type { Environment } from '../../core/environment.ts';
import { responseStatus } from '../../core/report/event-result.ts';
import { objectOr } from '../../core/text/json.ts';
import { printable } from '../../core/text/printable.ts';
import { WALL_CLOCK } from '../../async/clock.ts';
import { bootstrap } from '../../bootstrap.ts';
import { connectionEntry } from '../../logging/log-entries.ts';
import { logLine } from '../../logging/log-line.ts';
import { openPuller, type Puller } from '../../pubsub/puller.ts';
import { endsWithin } from '../../async/ends-within.ts';
import {
  openHealthServer,
  type HealthServer,
  type MetricsPage,
} from '../../pubsub/consumer/health-server.ts';
import { orderingKey } from '../../pubsub/consumer/ordering-key.ts';
import { preflight } from '../../pubsub/consumer/preflight.ts';
import {
  startPullLoop,
  type PullLoop,
  type ConsumerStatus,
  type PulledSubscription,
} from '../../pubsub/consumer/pull-loop.ts';
import { startHeartbeat, HEARTBEAT_MS, type HeartbeatOptions } from '../../pubsub/consumer/heartbeat.ts';
import { openWorker, type Worker, type WorkerOptions } from '../../pubsub/consumer/worker.ts';
import { inPlace, type App } from '../../pipeline/context.ts';
import { handleEvent } from '../../pipeline/handle-event.ts';
import { withConfigFile, requireConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliContext } from '../cli-context.ts';
import { selectSubscriptions, type SubscriptionSelection } from './subscriptions.ts';
import { formatPreflight, shutdownMessage, startupMessage } from './text.ts';

export interface SubscribeOptions {
  readonly config?: string;
  readonly topic?: string;
  readonly concurrency: number;
  readonly drainSeconds: number;
  /** Undefined: no health endpoint. */
  readonly healthPort?: number;
  readonly healthHost?: string;
  /** Serves metrics on the health port. */
  readonly metrics?: boolean;
}

const STOPPING = 'Pulling no more messages; finishing those in flight.\n';

/** Time limit for closing connections. Pub/Sub redelivers what is not acknowledged by then. */
const CLOSE_MS = 2_000;

/** The puller, and the interval of the health checks of Pub/Sub; tests pass their own. */
export interface SubscribeTools {
  readonly openPuller: (environment: Environment) => Puller;
  readonly pulseMs: number;
}

/** Runs until the signal aborts or a stream ends: `done` if all messages in flight were finished. */
export async function runSubscribe(
  names: readonly string[],
  options: SubscribeOptions,
  context: CliContext,
  tools: Partial<SubscribeTools> = {},
): Promise<ExitCode> {
  const { environment, note, write } = context;
  const config = requireConfig(options.config, context);
  if (config === undefined) return EXIT.misuse;
  const selection = selectSubscriptions(names, options.topic, config.pubsub.subscriptions);
  if ('invalid' in selection) {
    note(`${selection.invalid}\n`);
    return EXIT.misuse;
  }
  const log = (line: string): void => write(`${line}\n`);
  if (options.metrics === true && options.healthPort === undefined) {
    note('expected --health-port with --metrics, got none\n');
    return EXIT.misuse;
  }
  const { app } = bootstrap(withConfigFile(options.config, environment), log);
  const metrics =
    options.metrics === true ? (await import('../../http/metrics.ts')).openMetrics() : undefined;
  const worker = openWorker(workerOptions({ ...app, onResult: metrics?.onResult }, options));
  const { openPuller: open = openPuller, pulseMs = HEARTBEAT_MS } = tools;
  const puller = open(environment);
  try {
    return await serve({ ...selection, options, puller, worker, metrics, pulseMs, log, context });
  } finally {
    await endsWithin(puller.close(), CLOSE_MS, WALL_CLOCK);
  }
}

/** In place: no cluster task is published, because the process waits for the end of each push anyway. */
function workerOptions(app: App, { concurrency }: SubscribeOptions): WorkerOptions {
  const { settings } = app;
  return {
    atOnce: concurrency,
    clock: WALL_CLOCK,
    orderingKey: (message) => orderingKey(message, settings),
    work: async (message, receivedAt, signal) => {
      const event = { from: 'subscription', message, receivedAt } as const;
      return responseStatus(await handleEvent(event, inPlace(app), signal)) === 204;
    },
  };
}

interface Service extends SubscriptionSelection {
  readonly options: SubscribeOptions;
  readonly puller: Puller;
  readonly worker: Worker;
  readonly metrics: MetricsPage | undefined;
  readonly pulseMs: number;
  readonly log: (line: string) => void;
  readonly context: CliContext;
}

/** Opens the health endpoint, checks the subscriptions, then runs the pull loop. */
async function serve(service: Service): Promise<ExitCode> {
  const { worker, context } = service;
  const { note, signal } = context;
  const over = new AbortController();
  let loop: PullLoop | undefined;
  const now = (): ConsumerStatus => loop?.now() ?? { state: 'starting', ...worker.counts() };
  const health = await openHealth(service, now);
  if (health === 'refused') return EXIT.misuse;
  try {
    const sources = await preflightAll(service);
    if (sources === undefined) return signal.aborted ? EXIT.done : EXIT.failed;
    const { isReached } = startHeartbeat(heartbeatOptions(service, AbortSignal.any([signal, over.signal])));
    loop = startPullLoop({ ...startLoop(service), isReached, sources });
    note(startupMessage(sources, service.options.concurrency));
    signal.addEventListener('abort', () => note(STOPPING), { once: true });
    const ending = await loop.ended;
    note(shutdownMessage(ending, worker.counts(), service.options.drainSeconds));
    return ending.faults.length > 0 || ending.tooSlow > 0 ? EXIT.failed : EXIT.done;
  } finally {
    over.abort();
    await health?.close();
  }
}

function startLoop({ puller, worker, options: { drainSeconds }, context: { signal } }: Service) {
  return { puller, worker, drainMs: drainSeconds * 1000, clock: WALL_CLOCK, signal };
}

/** Changes are logged, for alerts and for later readers. */
function heartbeatOptions(
  { subscriptions, puller, pulseMs, log }: Service,
  signal: AbortSignal,
): HeartbeatOptions {
  return {
    subscriptions,
    describe: puller.describe,
    everyMs: pulseMs,
    clock: WALL_CLOCK,
    signal,
    onChange: (lost) => log(logLine(connectionEntry(lost), undefined)),
  };
}

/** Undefined without `--health-port`. */
async function openHealth(
  { options: { healthPort: port, healthHost: host }, metrics, context: { note } }: Service,
  now: () => ConsumerStatus,
): Promise<HealthServer | 'refused' | undefined> {
  if (port === undefined) return undefined;
  try {
    const health = await openHealthServer({ port, host, now, metrics });
    note(`Health: /health and /ready on port ${health.port}.\n`);
    return health;
  } catch (thrown) {
    const code = printable(String(objectOr(thrown)['code'] ?? thrown));
    note(`expected a free --health-port and a local address as --health-host, got ${code} on port ${port}\n`);
    return 'refused';
  }
}

/** Undefined if a subscription cannot be pulled, or after an interruption, after printing the reason. */
async function preflightAll({
  subscriptions,
  topic,
  puller,
  context,
}: Service): Promise<readonly PulledSubscription[] | undefined> {
  const { signal, note } = context;
  const results = await Promise.all(
    subscriptions.map((each) => preflight(each, topic, puller.describe, signal)),
  );
  if (signal.aborted) {
    note('Interrupted. Nothing was pulled.\n');
    return undefined;
  }
  for (const each of results) note(formatPreflight(each));
  const sources = results.flatMap((each) => ('source' in each ? [each.source] : []));
  return sources.length === results.length ? sources : undefined;
}
