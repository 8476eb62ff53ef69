#!/usr/bin/env node
/** `image-updater`: the command line. Each command loads its own libraries when it is run. */
import { styleText } from 'node:util';
import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { ApplyOptions } from './apply/command.ts';
import type { ClustersOptions } from './clusters/command.ts';
import type { ConfigCheckOptions } from './config-check/command.ts';
import type { HoldOptions } from './hold/command.ts';
import type { ImagesOptions } from './images/command.ts';
import type { PolicyOptions } from './policy/command.ts';
import type { PushedOptions } from './pushed.ts';
import type { ReplayOptions } from './replay/request.ts';
import type { ServeOptions } from './serve/command.ts';
import type { SubscribeOptions } from './subscribe/command.ts';
import { renderComplaints } from '../config/complaint.ts';
import { silenceLibraries } from '../config/silence-libraries.ts';
import { Fault } from '../core/errors/fault.ts';
import { confirmOn } from './terminal/confirm.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { faultText } from './error-text.ts';
import {
  APPLY_HELP,
  CLUSTERS_HELP,
  CONFIG_CHECK_HELP,
  CONFIG_HELP,
  CONFIG_OPTION,
  HOLD_HELP,
  IMAGES_HELP,
  PLAN_HELP,
  POLICY_HELP,
  RELEASE_HELP,
  REPLAY_HELP,
  SERVE_HELP,
  SUBSCRIBE_HELP,
} from './help.ts';
import { openProgress } from './terminal/progress.ts';
import type { Surroundings } from './context.ts';
import { userName } from './user-name.ts';
import { wholeNumber } from './whole-number.ts';

process.stdout.on('error', endUnread);
// What is said beside the results is not missed by who went away.
process.stderr.on('error', () => undefined);

const JSON_HELP = 'one JSON document instead of text';

const program = new Command('image-updater')
  .description(
    'Updates the images of Kubernetes workloads when Google Artifact Registry says that they were pushed.',
  )
  .version(packageJson.version)
  .showHelpAfterError('(add --help for usage)')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 something failed, 2 wrong use, 130 interrupted.\nColour: none with NO_COLOR, or where the output is no terminal.',
  );

program
  .command('demo')
  .description(
    'two clusters and the function on this machine: push an image and see what changes, and why not',
  )
  .option('--keep', 'leave it running, with a curl line for the next event', false)
  .action(async ({ keep }: { keep: boolean }) => {
    const { demo } = await import('./demo/command.ts');
    process.exitCode = await demo({ keep, write: (text) => process.stdout.write(text) });
  });

const IMAGE_HELP = 'HOST/PATH, HOST/PATH:TAG or HOST/PATH:TAG@sha256:…, as if it were pushed now';
const UNPINNED_HELP = 'without a digest, also where the image of a container carries one';
const IGNORE_LIMIT_HELP = 'as if the configuration had no `limits`';
const EVENT_HELP = 'an event of the registry in a file, or as Pub/Sub pushes it; - for standard input';

program
  .command('plan')
  .description('what would a push do: every container that runs the image, from what to what, or why not')
  .argument('[image]', IMAGE_HELP)
  .option('--event <file>', EVENT_HELP)
  .option('--unpinned', UNPINNED_HELP)
  .option('--ignore-limit', IGNORE_LIMIT_HELP)
  .option('--json', JSON_HELP)
  .option(CONFIG_OPTION, CONFIG_HELP)
  .addHelpText('after', PLAN_HELP)
  .action(async (image: string | undefined, options: PushedOptions) => {
    const { plan } = await import('./plan/command.ts');
    process.exitCode = await plan({ ...options, image }, untilInterrupted());
  });

program
  .command('apply')
  .description('says what `plan` says, asks, and does it')
  .argument('[image]', IMAGE_HELP)
  .option('--event <file>', EVENT_HELP)
  .option('--yes', 'nobody is asked')
  .option('--unpinned', UNPINNED_HELP)
  .option('--ignore-limit', IGNORE_LIMIT_HELP)
  .option('--json', JSON_HELP)
  .option(CONFIG_OPTION, CONFIG_HELP)
  .addHelpText('after', APPLY_HELP)
  .action(async (image: string | undefined, options: ApplyOptions) => {
    const { apply } = await import('./apply/command.ts');
    const interruption = new AbortController();
    const wasRead = untilUnread(interruption);
    const code = await apply({ ...options, image }, untilInterrupted(interruption));
    process.exitCode = wasRead() ? code : EXIT.failed;
    if (!wasRead()) exitNow();
  });

program
  .command('policy')
  .description('would a policy let these tags through, and why not; asks no cluster and no registry')
  .argument('[policy]', 'such as semver:^1, same-tag or glob:main-*')
  .argument('[current]', 'the tag that runs, TAG, TAG@sha256:… or @sha256:…')
  .argument('[pushed...]', 'tags that are pushed, TAG or TAG@sha256:…')
  .option('--json', 'a line of JSON for each')
  .addHelpText('after', POLICY_HELP)
  .action(
    async (
      text: string | undefined,
      current: string | undefined,
      pushed: readonly string[],
      options: PolicyOptions,
    ) => {
      const { policy } = await import('./policy/command.ts');
      const words = [text, current, ...pushed].flatMap((word) => word ?? []);
      process.exitCode = await policy(words, options, untilInterrupted());
    },
  );

program
  .command('images')
  .description('every image that runs: who follows it, by which policy, what was applied last, what is held')
  .argument('[image]', 'of this image alone, whatever its tag')
  .option('--all', 'also containers in namespaces that the configuration leaves out')
  .option('--json', JSON_HELP)
  .option(CONFIG_OPTION, CONFIG_HELP)
  .addHelpText('after', IMAGES_HELP)
  .action(async (image: string | undefined, options: ImagesOptions) => {
    const { images } = await import('./images/command.ts');
    process.exitCode = await images({ ...options, image }, untilInterrupted());
  });

for (const [name, description, help] of [
  ['hold', 'stops all updates of a workload, or of all that run an image', HOLD_HELP],
  ['release', 'lets go what is held, and says how to catch up', RELEASE_HELP],
] as const)
  program
    .command(name)
    .description(description)
    .argument('[workload]', 'KIND/NAME, such as deployment/web')
    .option('-n, --namespace <namespace>', 'the namespace of the workload', 'default')
    .option('--image <image>', 'all workloads that run this image, whatever its tag')
    .option('--cluster <glob>', 'in these clusters alone (default: in all)')
    .option('--reason <text>', 'a word for others, where it is held')
    .option('--json', JSON_HELP)
    .option(CONFIG_OPTION, CONFIG_HELP)
    .addHelpText('after', help)
    .action(async (workload: string | undefined, options: HoldOptions) => {
      const commands = await import('./hold/command.ts');
      const interruption = new AbortController();
      const wasRead = untilUnread(interruption);
      const code = await commands[name]({ ...options, workload }, untilInterrupted(interruption));
      process.exitCode = wasRead() ? code : EXIT.failed;
      if (!wasRead()) exitNow();
    });

program
  .command('clusters')
  .description(
    'every configured cluster: can it be reached, who are we there, what may we do, what is to be done',
  )
  .option(CONFIG_OPTION, CONFIG_HELP)
  .option('--json', JSON_HELP)
  .addHelpText('after', CLUSTERS_HELP)
  .action(async (options: ClustersOptions) => {
    const { clusters } = await import('./clusters/command.ts');
    process.exitCode = await clusters(options, untilInterrupted());
  });

program
  .command('config')
  .description('what the updater is told')
  .command('check')
  .description('everything that is wrong with a configuration, each with its place and what was expected')
  .argument('[file]', CONFIG_HELP)
  .option('--online', 'ask every cluster as well, as `clusters` does')
  .option('--json', JSON_HELP)
  .addHelpText('after', CONFIG_CHECK_HELP)
  .action(async (file: string | undefined, options: ConfigCheckOptions) => {
    const { configCheck } = await import('./config-check/command.ts');
    process.exitCode = await configCheck({ ...options, file }, untilInterrupted());
  });

program
  .command('replay')
  .description('publishes an image, a file of events or the dead letters once more, with their original time')
  .argument('[image]', 'HOST/PATH:TAG or HOST/PATH:TAG@sha256:…, as if it were pushed now')
  .option('--digest <digest>', 'the digest of the image, sha256:…')
  .option('--events <file>', 'events or messages in a file, - for standard input')
  .option(
    '--dead-letters [subscription]',
    'what failed for good, from projects/PROJECT/subscriptions/SUBSCRIPTION (default: `deadLetters`)',
  )
  .option(
    '--to <topic>',
    'projects/PROJECT/topics/TOPIC (default: `replay`; dead letters that died on a topic of our own: that one)',
  )
  .option('--now', 'counts as pushed now, whenever it was: what I replay is what I want')
  .option(
    '--published-at <time>',
    'when the image was pushed, such as 2026-01-05T08:00:00.000Z (default: now)',
  )
  .option('--ignore-limit', IGNORE_LIMIT_HELP)
  .option('--unpinned', UNPINNED_HELP)
  .option('--discard-malformed', 'acknowledges dead letters that nobody can read')
  .option('--dry-run', 'says what would be published where, and publishes and acknowledges nothing')
  .option('--json', JSON_HELP)
  .option(CONFIG_OPTION, `${CONFIG_HELP}; not needed where all is named`)
  .addHelpText('after', REPLAY_HELP)
  .action(async (image: string | undefined, options: ReplayOptions) => {
    const { replay } = await import('./replay/command.ts');
    const interruption = new AbortController();
    const wasRead = untilUnread(interruption);
    const code = await replay({ ...options, image }, untilInterrupted(interruption));
    process.exitCode = wasRead() ? code : EXIT.failed;
    if (!wasRead()) exitNow();
  });

program
  .command('subscribe')
  .description('pull mode: a process that runs for long and takes events from pull subscriptions')
  .argument(
    '[subscription...]',
    'projects/PROJECT/subscriptions/NAME (default: `subscriptions` of the configuration)',
  )
  .option(CONFIG_OPTION, CONFIG_HELP)
  .option('--concurrency <n>', 'messages that are worked on at once, at most', wholeNumber(1, 1000), 8)
  .option('--topic <topic>', 'the topic of the subscription, where its settings may not be looked at')
  .option('--drain-seconds <n>', 'for what is at work when it is to end', wholeNumber(0, 600), 25)
  .option('--health-port <port>', 'answers GET /health and GET /ready there', wholeNumber(0, 65_535))
  .option('--health-host <address>', 'on this address alone (default: on all)')
  .addHelpText('after', SUBSCRIBE_HELP)
  .action(async (subscriptions: readonly string[], options: SubscribeOptions) => {
    const { subscribe } = await import('./subscribe/command.ts');
    const stop = new AbortController();
    const wasRead = untilUnread(stop);
    const code = await subscribe(subscriptions, options, untilStopped(stop));
    process.exitCode = wasRead() ? code : EXIT.failed;
    exitNow();
  });

program
  .command('serve')
  .description('the HTTP API and the push endpoint in one process, inside a cluster or on a laptop')
  .option(CONFIG_OPTION, CONFIG_HELP)
  .option('--port <port>', 'listens there', wholeNumber(0, 65_535), 5000)
  .option('--host <address>', 'on this address; 0.0.0.0 for all', '127.0.0.1')
  .option('--drain-seconds <n>', 'for what is at work when it is to end', wholeNumber(0, 600), 25)
  .option('--metrics', 'shows counts at /metrics, in the format of Prometheus')
  .option('--development-key', 'lets a random API key call, which is shown at start; on loopback only')
  .addHelpText('after', SERVE_HELP)
  .action(async (options: ServeOptions) => {
    const { serve } = await import('./serve/command.ts');
    const stop = new AbortController();
    const wasRead = untilUnread(stop);
    const code = await serve(options, untilStopped(stop));
    process.exitCode = wasRead() ? code : EXIT.failed;
    exitNow();
  });

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = codeOf(thrown);
}

// Questions that were sent already may hold the process up for half a minute, and nobody waits for their answers.
if (process.exitCode === EXIT.interrupted) exitNow();

/** Ends when all is printed, whatever is still open. */
function exitNow(): void {
  process.stdout.write('', () => process.exit());
}

/** What only looks ends where its reader goes away: `image-updater clusters | head` is no error. */
function endUnread({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? EXIT.done : EXIT.failed);
}

/**
 * What changes something brings to its end what is under way, for no reader, as on Ctrl-C; but what it did stays unknown,
 * so it is no success. Tells whether its output was read so far.
 */
function untilUnread(interruption: AbortController): () => boolean {
  let isRead = true;
  process.stdout.off('error', endUnread).on('error', () => {
    isRead = false;
    interruption.abort();
    process.exitCode = EXIT.failed;
  });
  return () => isRead;
}

function codeOf(thrown: unknown): ExitCode {
  // Commander has said what is wrong, and what there is.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.misuse;
  if (!(thrown instanceof Fault)) throw thrown;
  process.stderr.write(faultText(thrown));
  return thrown.reason === 'InvalidConfig' ? EXIT.misuse : EXIT.failed;
}

/** The process itself; the first Ctrl-C lets the command end, the second ends it at once. */
function untilInterrupted(interruption = new AbortController()): Surroundings {
  process.once('SIGINT', () => interruption.abort());
  return processWith(interruption.signal);
}

/** The same for what runs for long: SIGTERM counts too, and a second signal of either kind ends it at once. */
function untilStopped(stop: AbortController): Surroundings {
  const onSignal = (): void => (stop.signal.aborted ? process.exit(EXIT.interrupted) : stop.abort());
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return processWith(stop.signal);
}

function processWith(signal: AbortSignal): Surroundings {
  const warnings = silenceLibraries(process.env);
  if (warnings.length > 0) process.stderr.write(`${renderComplaints(warnings)}\n`);
  return {
    environment: process.env,
    write: (text) => process.stdout.write(text),
    note: (text) => process.stderr.write(text),
    ...(process.stdin.isTTY &&
      process.stderr.isTTY && { confirm: confirmOn(process.stdin, process.stderr, signal) }),
    user: userName(),
    bold: (text) => styleText('bold', text, { stream: process.stdout }),
    openProgress: (unit) => openProgress(process.stderr, unit),
    signal,
  };
}
