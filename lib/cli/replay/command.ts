/** `image-updater replay`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, CONFIG_HELP, IGNORE_LIMIT, JSON_DOCUMENT, UNPINNED } from '../options.ts';
import type { ReplayOptions } from './replay-request.ts';

export function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('publish an image, events of a file, or dead letters again, with their original time')
    .argument(
      '[image]',
      'image: HOST/PATH:TAG or HOST/PATH:TAG@sha256:…; counts as published now unless --published-at is given',
    )
    .option('--digest <digest>', 'digest of the image, sha256:…')
    .option('--events <file>', 'file with events or messages; `-` reads standard input')
    .option(
      '--dead-letters [subscription]',
      'dead letters in projects/PROJECT/subscriptions/SUBSCRIPTION (default: `deadLetters` of the configuration)',
    )
    .option(
      '--to <topic>',
      'topic to publish to, projects/PROJECT/topics/TOPIC (default: `replay` of the configuration; dead letters of an own topic return to it)',
    )
    .option('--now', 'ignore the original time: the push counts as published now')
    .option('--published-at <time>', 'time of the push, such as 2026-01-05T08:00:00.000Z (default: now)')
    .option(IGNORE_LIMIT[0], `${IGNORE_LIMIT[1]}; only on own topics of the updater, not for dead letters`)
    .option(UNPINNED[0], `${UNPINNED[1]}; only on own topics, not for dead letters`)
    .option('--discard-malformed', 'acknowledge (and lose) dead letters that cannot be parsed')
    .option('--dry-run', 'print what would be published, and to which topic; publish and acknowledge nothing')
    .option(...JSON_DOCUMENT)
    .option(CONFIG[0], `${CONFIG_HELP}; optional if topic and subscription are named`)
    .action((image: string | undefined, options: ReplayOptions) =>
      runMutation(async (context) => {
        const { runReplay } = await import('./run-replay.ts');
        return runReplay({ ...options, image }, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'A replay keeps the original publish time if it is known, so replaying old pushes never downgrades an image. An image or an event without a time counts as published now.',
    'IMAGE publishes the event of a push of that image.',
    '--events reads one event `{"action","tag","digest"}` or one message on each line, or the output of `gcloud pubsub subscriptions pull SUBSCRIPTION --format=json`. A malformed entry is reported with its line; the remaining entries are processed.',
    '--dead-letters drains the subscription until no message arrives for 10 seconds. Dead letters of an own topic of the updater (`replay`, `fanOut`) return to that topic, all others go to the replay topic (or --to), because the original time is honoured only on own topics. A dead letter is acknowledged after it was published. It is nacked at the end if the topic would ignore it, trust it more than its original topic, or lose its original time; with --now it counts as published now, on any topic.',
    '--ignore-limit publishes an image or events so that `limits` do not apply to them. Log lines and reports of a push that exceeded a limit contain this command, with --published-at.',
    'SIGINT (Ctrl-C), SIGTERM and SIGHUP: messages in flight are finished, for at most a minute. A second signal ends the process at once.',
  ],
  examples: ({ run, quiet }) => `${run} replay us-docker.pkg.dev/my-project/app/web:1.2.3 \\
  --digest sha256:…
${run} replay \\
  us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:… \\
  --published-at 2026-01-05T08:00:00.000Z --ignore-limit
${run} replay --events pushes.jsonl --dry-run \\
  --to projects/my-project/topics/image-updater-replay
gcloud pubsub subscriptions pull image-updater-pull --project my-project \\
  --limit 1000 --format=json |
  ${run} replay --events -
${quiet} replay --dead-letters --json |
  jq -r '.messages[] | select(.result == "failed") |
    [.message, .reason] | @tsv'`,
  json: '`messages` has a row for each message: result (published, planned, ignored, malformed, discarded, failed), line, message and push id, image, topic, publishedAs (the id of the new message), reason, detail, remedy and command; the counts follow.',
  exitCodes: [
    [EXIT.done, 'everything was published'],
    [EXIT.failed, 'a message is malformed or failed, or standard output was closed'],
    [EXIT.misuse, 'wrong use, or no usable configuration'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    {
      symptom: 'the replayed push changes nothing (NotNewer)',
      remedy: 'a newer push was applied already. To apply the old one anyway, add --now.',
    },
    {
      symptom: 'nacked',
      remedy:
        'the dead letter remains in the subscription; the reason above it says why. --discard-malformed acknowledges malformed ones, and --now publishes those that would lose their original time.',
    },
    {
      symptom: 'PushSubscription',
      remedy:
        'a push subscription cannot be pulled. Run the printed command, which creates a pull subscription on the same topic.',
    },
    {
      symptom: 'ForbiddenToPublish',
      remedy: 'your account needs roles/pubsub.publisher on the topic. The printed command grants it.',
    },
  ],
};
