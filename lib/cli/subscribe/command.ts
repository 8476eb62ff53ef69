/** `image-updater subscribe`: pull mode, for a process that runs for long where no function can reach the clusters. */
import type { Environment } from '../../core/environment.ts';
import { responseStatus } from '../../core/report/event-result.ts';
import { objectOr } from '../../core/text/json.ts';
import { printable } from '../../core/text/printable.ts';
import { subscriptionName, topicName } from '../../core/names/topic.ts';
import { WALL_CLOCK } from '../../async/clock.ts';
import { bootstrap } from '../../bootstrap.ts';
import { connectionEntry } from '../../logging/log-entries.ts';
import { logLine } from '../../logging/log-line.ts';
import { openPuller, type Puller } from '../../pubsub/puller.ts';
import { endsWithin } from '../../async/ends-within.ts';
import { openHealthServer, type HealthServer } from '../../pubsub/consumer/health-server.ts';
import { lineOf } from '../../pubsub/consumer/ordering-key.ts';
import { lookAt, type Looked } from '../../pubsub/consumer/preflight.ts';
import { openLoop, type Ending, type Loop, type Snapshot, type Source } from '../../pubsub/consumer/loop.ts';
import { openPulse, PULSE_MS, type PulseOptions } from '../../pubsub/consumer/heartbeat.ts';
import { openWorker, type Worker, type WorkerOptions } from '../../pubsub/consumer/worker.ts';
import { inPlace, type App } from '../../pipeline/context.ts';
import { handleEvent } from '../../pipeline/handle-event.ts';
import { environmentNaming, usableConfig } from '../configuration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { faultText } from '../error-text.ts';
import type { Surroundings } from '../context.ts';
import { wantedSubscriptions, type Wanted } from './subscriptions.ts';

export interface SubscribeOptions {
  readonly config?: string;
  readonly topic?: string;
  readonly atOnce: number;
  readonly drainSeconds: number;
  /** No health endpoint without it. */
  readonly healthPort?: number;
  readonly healthHost?: string;
}

/** How long connections may take to go: Pub/Sub delivers again what is not answered by then, and nobody waits. */
const CLOSE_MS = 2_000;

/** Runs until the signal aborts or a stream ends: `done` where all that was at work then was brought to its end. */
export async function subscribe(
  names: readonly string[],
  options: SubscribeOptions,
  surroundings: Surroundings,
  open: (environment: Environment) => Puller = openPuller,
  pulseMs = PULSE_MS,
): Promise<ExitCode> {
  const { environment, note, write } = surroundings;
  const config = usableConfig(options.config, surroundings);
  if (config === undefined) return EXIT.misuse;
  const wanted = wantedSubscriptions(names, options.topic, config.pubsub.subscriptions);
  if ('wrong' in wanted) {
    note(`${wanted.wrong}\n`);
    return EXIT.misuse;
  }
  const log = (line: string): void => write(`${line}\n`);
  const { app } = bootstrap(environmentNaming(options.config, environment), log);
  const worker = openWorker(workerOptions(app, options));
  const puller = open(environment);
  try {
    return await serve({ ...wanted, options, puller, worker, pulseMs, log, surroundings });
  } finally {
    await endsWithin(puller.close(), CLOSE_MS, WALL_CLOCK);
  }
}

/** In place: no cluster task is published, for the process waits for the end of each push anyway. */
function workerOptions(app: App, { atOnce }: SubscribeOptions): WorkerOptions {
  const { settings } = app;
  return {
    atOnce,
    clock: WALL_CLOCK,
    lineOf: (message) => lineOf(message, settings),
    work: async (message, receivedAt, signal) => {
      const event = { from: 'subscription', message, receivedAt } as const;
      return responseStatus(await handleEvent(event, inPlace(app), signal)) === 204;
    },
  };
}

interface Service extends Wanted {
  readonly options: SubscribeOptions;
  readonly puller: Puller;
  readonly worker: Worker;
  readonly pulseMs: number;
  readonly log: (line: string) => void;
  readonly surroundings: Surroundings;
}

/** Health from the start, then a look at the subscriptions, then the loop. */
async function serve(service: Service): Promise<ExitCode> {
  const { worker, surroundings } = service;
  const { note, signal } = surroundings;
  const over = new AbortController();
  let loop: Loop | undefined;
  const now = (): Snapshot => loop?.now() ?? { state: 'starting', ...worker.counts() };
  const health = await openHealth(service, now);
  if (health === 'refused') return EXIT.misuse;
  try {
    const sources = await lookAtAll(service);
    if (sources === undefined) return signal.aborted ? EXIT.done : EXIT.failed;
    const { isReached } = openPulse(pulseOf(service, AbortSignal.any([signal, over.signal])));
    loop = openLoop({ ...loopOf(service), isReached, sources });
    note(startOf(sources, service));
    signal.addEventListener('abort', () => note('Takes no more messages.\n'), { once: true });
    const ending = await loop.ended;
    note(endOf(ending, service));
    return ending.faults.length > 0 || ending.tooSlow > 0 ? EXIT.failed : EXIT.done;
  } finally {
    over.abort();
    await health?.close();
  }
}

function loopOf({ puller, worker, options: { drainSeconds }, surroundings: { signal } }: Service) {
  return { puller, worker, drainMs: drainSeconds * 1000, clock: WALL_CLOCK, signal };
}

/** What it tells stands in the log: for who is not there, and for alerts. */
function pulseOf({ subscriptions, puller, pulseMs, log }: Service, signal: AbortSignal): PulseOptions {
  return {
    subscriptions,
    describe: puller.describe,
    everyMs: pulseMs,
    clock: WALL_CLOCK,
    signal,
    onChange: (lost) => log(logLine(connectionEntry(lost), undefined)),
  };
}

/** Undefined where none is wanted. */
async function openHealth(
  { options: { healthPort: port, healthHost: host }, surroundings: { note } }: Service,
  now: () => Snapshot,
): Promise<HealthServer | 'refused' | undefined> {
  if (port === undefined) return undefined;
  try {
    const health = await openHealthServer({ port, host, now });
    note(`Health: /health and /ready on port ${health.port}.\n`);
    return health;
  } catch (thrown) {
    const code = printable(String(objectOr(thrown)['code'] ?? thrown));
    note(
      `--health-port: expected a port that is free, and an address of this machine with --health-host: ${code} on port ${port}\n`,
    );
    return 'refused';
  }
}

/** Undefined where one cannot be pulled from, or it was interrupted; then it has said why. */
async function lookAtAll({
  subscriptions,
  topic,
  puller,
  surroundings,
}: Service): Promise<readonly Source[] | undefined> {
  const { signal, note } = surroundings;
  const looked = await Promise.all(subscriptions.map((each) => lookAt(each, topic, puller.describe, signal)));
  if (signal.aborted) {
    note('Interrupted. Nothing was pulled.\n');
    return undefined;
  }
  for (const each of looked) note(wordsOn(each));
  const sources = looked.flatMap((each) => ('source' in each ? [each.source] : []));
  return sources.length === looked.length ? sources : undefined;
}

function wordsOn(looked: Looked): string {
  if ('fault' in looked) return faultText(looked.fault);
  return looked.advice
    .flatMap(({ message, commands }) => [`Warning: ${message}`, ...commands])
    .map((line) => `${line}\n`)
    .join('');
}

function startOf(sources: readonly Source[], { options: { atOnce } }: Service): string {
  const lines = sources.map(
    ({ subscription, topic }) => `Pulling from ${subscriptionName(subscription)}, of ${topicName(topic)}.\n`,
  );
  return `${lines.join('')}At most ${atOnce} at work at once.\n`;
}

function endOf({ faults, tooSlow }: Ending, { worker, options }: Service): string {
  const { acknowledged, givenBack } = worker.counts();
  const slow = `${tooSlow} were at work for more than ${options.drainSeconds} s: they are given back too.\n`;
  return [
    ...faults.map(faultText),
    tooSlow > 0 ? slow : '',
    `Ended: ${acknowledged} acknowledged, ${givenBack} given back.\n`,
  ].join('');
}
