/** `image-updater replay`: publishes an image, events of a file, or dead letters again, with their original time. */
import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import type { Config } from '../../config/config.ts';
import type { DecodeSettings } from '../../core/event/decode-push.ts';
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../../core/errors/third-party-message.ts';
import { printable } from '../../core/text/printable.ts';
import { subscriptionName, type Topic } from '../../core/names/topic.ts';
import { WALL_CLOCK, type Clock } from '../../async/clock.ts';
import { openPublisher } from '../../pubsub/publisher.ts';
import { openPuller } from '../../pubsub/puller.ts';
import { jsonSummary, textSummary, type ReplaySummary } from './text.ts';
import type { DrainResult } from '../../replay/drain.ts';
import { hasDigest } from '../../replay/image-event.ts';
import type { ReplayOutcome } from '../../replay/replay-outcome.ts';
import { planEvent, type EventPlan } from '../../replay/plan-event.ts';
import { publishPlanned, type Replay } from '../../replay/publish-planned.ts';
import { replayEvents } from '../../replay/replay-events.ts';
import type { ReplayCounters } from '../../replay/counters.ts';
import { readOptionalConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { replayDeadLetters } from './dead-letters.ts';
import { parseReplayRequest, type ReplayOptions, type ReplayRequest } from './replay-request.ts';
import type { CliContext } from '../cli-context.ts';

/** How it publishes, pulls and reads; tests pass their own. */
export interface ReplayTools {
  readonly openPublisher: typeof openPublisher;
  readonly openPuller: typeof openPuller;
  /** The bytes of a file, or of standard input for `-`; the stream fails when the signal aborts. */
  readonly openFile: (file: string, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly clock: Clock;
}

const TOOLS: ReplayTools = {
  openPublisher,
  openPuller,
  openFile: (file, signal) => addAbortSignal(signal, file === '-' ? process.stdin : createReadStream(file)),
  clock: WALL_CLOCK,
};

/** How the work on a source ended, in addition to its reported outcomes. */
interface SourceResult {
  /** Something failed that no outcome reports. */
  readonly failed?: boolean;
  /** Printed at the end, on standard error. */
  readonly notes?: readonly string[];
  /** The error that ended it early. */
  readonly fault?: UpdaterError | undefined;
}

interface Work<R extends ReplayRequest = ReplayRequest> extends Replay {
  readonly request: R;
  readonly options: ReplayOptions;
  readonly config: Config | undefined;
  readonly context: CliContext;
  readonly tools: ReplayTools;
  /** The counts so far. */
  readonly counters: () => ReplayCounters;
}

/** The exit code is `failed` if an event is malformed or could not be published. */
export async function runReplay(
  options: ReplayOptions,
  context: CliContext,
  tools: ReplayTools = TOOLS,
): Promise<ExitCode> {
  const { note, write } = context;
  const found = readOptionalConfig(options.config, context);
  if (found === undefined) return EXIT.misuse;
  const request = parseReplayRequest(options, found.config?.pubsub);
  if ('invalid' in request) {
    note(`${request.invalid}\n(add --help for usage)\n`);
    return EXIT.misuse;
  }
  const summary = options.json === true ? jsonSummary(write) : textSummary(write);
  const work = { request: request.value, options, config: found.config, context, tools };
  const result = await runSource(work, summary);
  return printEnding(result, summary, options.dryRun === true, context);
}

const FINISHING =
  'Finishing messages in flight, for at most a minute. A second signal ends the process at once.\n';

async function runSource(
  work: Omit<Work, keyof Replay | 'counters'>,
  summary: ReplaySummary,
): Promise<SourceResult> {
  const { context, tools, options } = work;
  const publisher = tools.openPublisher(context.environment);
  const progress = context.openProgress('messages published');
  const onOutcome = (outcome: ReplayOutcome): void => {
    summary.add(outcome);
    progress.show({ done: summary.counters.counts.published, total: summary.counters.read });
  };
  const finishing = (): void => context.note(FINISHING);
  context.signal.addEventListener('abort', finishing, { once: true });
  try {
    const dryRun = options.dryRun === true;
    return await replaySource({
      ...work,
      publish: publisher.publish,
      dryRun,
      onOutcome,
      counters: () => summary.counters,
    });
  } catch (thrown) {
    return { fault: toUpdaterError(thrown) };
  } finally {
    context.signal.removeEventListener('abort', finishing);
    progress.close();
    await publisher.close();
  }
}

function replaySource(work: Work): Promise<SourceResult> {
  const { request } = work;
  switch (request.source) {
    case 'image':
      return replayImage({ ...work, request });
    case 'events':
      return replayEventFile({ ...work, request });
    case 'deadLetters':
      return replayDeadLetterSource({ ...work, request });
  }
}

const NO_DIGEST = 'No digest given: a container whose image has a digest is skipped (NoDigest).\n';

async function replayImage(work: Work<Extract<ReplayRequest, { source: 'image' }>>): Promise<SourceResult> {
  const { event, publishedAt, to } = work.request;
  if (!hasDigest(event)) work.context.note(NO_DIGEST);
  const planned = planEvent({ content: Buffer.from(event) }, { ...eventPlan(work, to), publishedAt });
  const outcomes = await publishPlanned([planned], work);
  outcomes.forEach(work.onOutcome);
  // With a single image, not publishing it is a failure.
  return { failed: 'result' in planned };
}

async function replayEventFile(
  work: Work<Extract<ReplayRequest, { source: 'events' }>>,
): Promise<SourceResult> {
  const { request, tools, context } = work;
  const { signal } = context;
  const plan = eventPlan(work, request.to);
  try {
    const { lastLine } = await replayEvents(tools.openFile(request.file, signal), {
      ...work,
      plan: (entry) => planEvent(entry, plan),
      signal,
    });
    return signal.aborted ? { notes: [`Nothing after the entry of line ${lastLine} was published.`] } : {};
  } catch (error) {
    return {
      failed: true,
      notes: [`${printable(request.file)} cannot be read: ${thirdPartyMessage(error)}`],
    };
  }
}

type DeadLetterWork = Work<Extract<ReplayRequest, { source: 'deadLetters' }>>;

async function replayDeadLetterSource(work: DeadLetterWork): Promise<SourceResult> {
  const { request, options, context, tools, config } = work;
  context.note(
    `Draining ${subscriptionName(request.subscription)} until no message arrives for 10 seconds.\n`,
  );
  const puller = tools.openPuller(context.environment);
  try {
    const drained = await replayDeadLetters({
      ...work,
      ...request,
      replay: config?.pubsub.replay,
      settings: settingsFor(config, request.to),
      now: options.now === true,
      discardMalformed: options.discardMalformed === true,
      puller,
      clock: tools.clock,
      signal: context.signal,
    });
    return { fault: drained.fault, notes: formatLeftovers(drained, work) };
  } finally {
    await puller.close();
  }
}

function formatLeftovers(
  { left, isFull }: DrainResult,
  { request, options, counters }: DeadLetterWork,
): string[] {
  if (left === 0) return [];
  const isHelpful = options.dryRun !== true && counters().counts.malformed > 0;
  return [
    `${left} nacked: they remain in ${subscriptionName(request.subscription)}.`,
    ...(isHelpful ? ['--discard-malformed acknowledges malformed dead letters.'] : []),
    ...(isFull ? ['There may be more: the maximum number of leased messages was reached.'] : []),
  ];
}

/** Without a configuration; the function may still ignore what is published. */
const KNOWS_NOTHING: DecodeSettings = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [] };

/** Without a configuration, a topic of `--to` counts as own topic of the updater, except the registry topic `gcr`. */
function settingsFor(config: Config | undefined, to: Topic | undefined): DecodeSettings {
  const ownTopics = to === undefined || to.topic === 'gcr' ? [] : [to];
  return config?.settings ?? { ...KNOWS_NOTHING, ownTopics };
}

function eventPlan({ config, options }: Work, topic: Topic): EventPlan {
  const settings = settingsFor(config, topic);
  const { now = false, ignoreLimit = false, unpinned = false } = options;
  return { topic, settings, now, ignoreLimit, unpinned };
}

/** Prints the summary. Throws the error that ended the work, if any. */
function printEnding(
  { failed = false, notes = [], fault }: SourceResult,
  { counters, end }: ReplaySummary,
  dryRun: boolean,
  { signal, note }: CliContext,
): ExitCode {
  const interrupted = signal.aborted;
  const isUntouched = counters.read === 0 && (fault !== undefined || failed);
  if (!isUntouched) end({ dryRun, interrupted });
  if (interrupted) note('Interrupted. Messages in flight were finished.\n');
  note(notes.map((text) => `${text}\n`).join(''));
  if (interrupted) return EXIT.interrupted;
  if (fault !== undefined) throw fault;
  if (isUntouched) return EXIT.misuse;
  const { malformed, failed: unpublished } = counters.counts;
  return failed || malformed + unpublished > 0 ? EXIT.failed : EXIT.done;
}
