/** `image-updater replay`: publishes an image, a file of events, or the dead letters, with the time of the first push. */
import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import type { Config } from '../../config/config.ts';
import type { DecodeSettings } from '../../core/event/decode.ts';
import { asFault, type Fault } from '../../core/errors/fault.ts';
import { foreignError } from '../../core/errors/third-party-message.ts';
import { printable } from '../../core/text/printable.ts';
import { subscriptionName, type Topic } from '../../core/names/topic.ts';
import { WALL_CLOCK, type Clock } from '../../async/clock.ts';
import { openPublisher } from '../../pubsub/publisher.ts';
import { openPuller } from '../../pubsub/puller.ts';
import { jsonAccount, textAccount, type Account } from './text.ts';
import type { Drained } from '../../replay/drain.ts';
import { hasDigest } from '../../replay/image-event.ts';
import type { Outcome } from '../../replay/outcome.ts';
import { planEvent, type EventPlan } from '../../replay/plan-event.ts';
import { publishPlanned, type Replay } from '../../replay/publish-planned.ts';
import { replayEvents } from '../../replay/replay-events.ts';
import type { Tally } from '../../replay/tally.ts';
import { configIfAny } from '../configuration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { replayDeadLetters } from './dead-letters.ts';
import { requestIn, type ReplayOptions, type ReplayRequest } from './request.ts';
import type { Surroundings } from '../context.ts';

/** What it publishes, pulls and reads with; tests give theirs. */
export interface ReplayTools {
  readonly openPublisher: typeof openPublisher;
  readonly openPuller: typeof openPuller;
  /** The bytes of a file, or of standard input for `-`; they end with an error when the signal aborts. */
  readonly openFile: (file: string, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly clock: Clock;
}

const TOOLS: ReplayTools = {
  openPublisher,
  openPuller,
  openFile: (file, signal) => addAbortSignal(signal, file === '-' ? process.stdin : createReadStream(file)),
  clock: WALL_CLOCK,
};

/** How the work on a source ended, beside the outcomes that it told. */
interface Ended {
  /** Something is not well though no outcome says so. */
  readonly failed?: boolean;
  /** Said at the end, on standard error. */
  readonly notes?: readonly string[];
  /** What ended it early. */
  readonly fault?: Fault | undefined;
}

interface Work<R extends ReplayRequest = ReplayRequest> extends Replay {
  readonly request: R;
  readonly options: ReplayOptions;
  readonly config: Config | undefined;
  readonly surroundings: Surroundings;
  readonly tools: ReplayTools;
  /** What came of all by now. */
  readonly tally: () => Tally;
}

/** The exit code is `failed` where an event is malformed or could not be published. */
export async function runReplay(
  options: ReplayOptions,
  surroundings: Surroundings,
  tools: ReplayTools = TOOLS,
): Promise<ExitCode> {
  const { note, write } = surroundings;
  const found = configIfAny(options.config, surroundings);
  if (found === undefined) return EXIT.misuse;
  const request = requestIn(options, found.config?.pubsub);
  if ('invalid' in request) {
    note(`${request.invalid}\n(add --help for usage)\n`);
    return EXIT.misuse;
  }
  const account = options.json === true ? jsonAccount(write) : textAccount(write);
  const work = { request: request.value, options, config: found.config, surroundings, tools };
  const ended = await workOn(work, account);
  return exitCodeOf(ended, account, options.dryRun === true, surroundings);
}

const FINISHING = 'Finishing what is under way, for a minute at most; once more ends it at once.\n';

async function workOn(work: Omit<Work, keyof Replay | 'tally'>, account: Account): Promise<Ended> {
  const { surroundings, tools, options } = work;
  const publisher = tools.openPublisher(surroundings.environment);
  const progress = await surroundings.openProgress('messages published');
  const tell = (outcome: Outcome): void => {
    account.add(outcome);
    progress.show({ done: account.tally.counts.published, total: account.tally.read });
  };
  const finishing = (): void => surroundings.note(FINISHING);
  surroundings.signal.addEventListener('abort', finishing, { once: true });
  try {
    const dryRun = options.dryRun === true;
    return await onSource({ ...work, publish: publisher.publish, dryRun, tell, tally: () => account.tally });
  } catch (thrown) {
    return { fault: asFault(thrown) };
  } finally {
    surroundings.signal.removeEventListener('abort', finishing);
    progress.close();
    await publisher.close();
  }
}

function onSource(work: Work): Promise<Ended> {
  const { request } = work;
  switch (request.source) {
    case 'image':
      return onImage({ ...work, request });
    case 'events':
      return onEvents({ ...work, request });
    case 'deadLetters':
      return onDeadLetters({ ...work, request });
  }
}

const NO_DIGEST = 'No digest is given: a container whose image carries one is left as it is (NoDigest).\n';

async function onImage(work: Work<Extract<ReplayRequest, { source: 'image' }>>): Promise<Ended> {
  const { event, publishedAt, to } = work.request;
  if (!hasDigest(event)) work.surroundings.note(NO_DIGEST);
  const planned = planEvent({ content: Buffer.from(event) }, { ...eventPlan(work, to), publishedAt });
  const outcomes = await publishPlanned([planned], work);
  outcomes.forEach(work.tell);
  // Whoever names one image wants it published.
  return { failed: 'result' in planned };
}

async function onEvents(work: Work<Extract<ReplayRequest, { source: 'events' }>>): Promise<Ended> {
  const { request, tools, surroundings } = work;
  const { signal } = surroundings;
  const plan = eventPlan(work, request.to);
  try {
    const { lastLine } = await replayEvents(tools.openFile(request.file, signal), {
      ...work,
      plan: (entry) => planEvent(entry, plan),
      signal,
    });
    return signal.aborted ? { notes: [`Nothing after the entry of line ${lastLine} was published.`] } : {};
  } catch (error) {
    return { failed: true, notes: [`${printable(request.file)} cannot be read: ${foreignError(error)}`] };
  }
}

type DeadLetterWork = Work<Extract<ReplayRequest, { source: 'deadLetters' }>>;

async function onDeadLetters(work: DeadLetterWork): Promise<Ended> {
  const { request, options, surroundings, tools, config } = work;
  surroundings.note(
    `Draining ${subscriptionName(request.subscription)}: it ends when nothing comes for ten seconds.\n`,
  );
  const puller = tools.openPuller(surroundings.environment);
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
      signal: surroundings.signal,
    });
    return { fault: drained.fault, notes: leftText(drained, work) };
  } finally {
    await puller.close();
  }
}

function leftText({ kept, isFull }: Drained, { request, options, tally }: DeadLetterWork): string[] {
  if (kept === 0) return [];
  const isHelpful = options.dryRun !== true && tally().counts.malformed > 0;
  return [
    `${kept} given back to ${subscriptionName(request.subscription)}: they stay there.`,
    ...(isHelpful ? ['--discard-malformed acknowledges those that are malformed.'] : []),
    ...(isFull ? ['There may be more behind them: no more are leased at once.'] : []),
  ];
}

/** Without a configuration the function may still ignore what is published. */
const KNOWS_NOTHING: DecodeSettings = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [] };

/** Without a configuration whoever names a topic says that it is our own; that of a registry is nobody's. */
function settingsFor(config: Config | undefined, to: Topic | undefined): DecodeSettings {
  const ownTopics = to === undefined || to.topic === 'gcr' ? [] : [to];
  return config?.settings ?? { ...KNOWS_NOTHING, ownTopics };
}

function eventPlan({ config, options }: Work, topic: Topic): EventPlan {
  const settings = settingsFor(config, topic);
  const { now = false, ignoreLimit = false, unpinned = false } = options;
  return { topic, settings, now, ignoreLimit, unpinned };
}

/** Says how it ended. Throws what ended it. */
function exitCodeOf(
  { failed = false, notes = [], fault }: Ended,
  { tally, end }: Account,
  dryRun: boolean,
  { signal, note }: Surroundings,
): ExitCode {
  const interrupted = signal.aborted;
  const isUntouched = tally.read === 0 && (fault !== undefined || failed);
  if (!isUntouched) end({ dryRun, interrupted });
  if (interrupted) note('Interrupted. What was under way is finished.\n');
  note(notes.map((text) => `${text}\n`).join(''));
  if (interrupted) return EXIT.interrupted;
  if (fault !== undefined) throw fault;
  if (isUntouched) return EXIT.misuse;
  const { malformed, failed: unpublished } = tally.counts;
  return failed || malformed + unpublished > 0 ? EXIT.failed : EXIT.done;
}
