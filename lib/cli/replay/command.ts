/** `image-updater replay`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, CONFIG_HELP, IGNORE_LIMIT, JSON_DOCUMENT, UNPINNED } from '../options.ts';
import type { ReplayOptions } from './replay-request.ts';

export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('publish an image, a file of events or the dead letters again, with their original time')
    .argument('[image]', 'HOST/PATH:TAG or HOST/PATH:TAG@sha256:…, as if it were pushed now')
    .option('--digest <digest>', 'the digest of the image, sha256:…')
    .option('--events <file>', 'events or messages in a file, - for standard input')
    .option(
      '--dead-letters [subscription]',
      'the dead letters in projects/PROJECT/subscriptions/SUBSCRIPTION (default: `deadLetters`)',
    )
    .option(
      '--to <topic>',
      'projects/PROJECT/topics/TOPIC (default: `replay`; for dead letters of a topic of the updater: that topic)',
    )
    .option('--now', 'count as pushed now, whatever the original time')
    .option(
      '--published-at <time>',
      'when the image was pushed, such as 2026-01-05T08:00:00.000Z (default: now)',
    )
    .option(...IGNORE_LIMIT)
    .option(...UNPINNED)
    .option('--discard-malformed', 'acknowledge dead letters that cannot be parsed')
    .option('--dry-run', 'print what would be published where; publish and acknowledge nothing')
    .option(...JSON_DOCUMENT)
    .option(CONFIG[0], `${CONFIG_HELP}; optional if topic and subscription are given`)
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((image: string | undefined, options: ReplayOptions) =>
      runMutation(async (context) => {
        const { runReplay } = await import('./run-replay.ts');
        return runReplay({ ...options, image }, context);
      }),
    );
}

const HELP = ({ run, quiet }: CommandName): string => `
A replay keeps the time of the first push if it is known, so replaying history
never moves an image backwards. An image or an event without a time counts as
pushed now.

IMAGE       publishes the event of a push of the image.
--events    reads one event {"action","tag","digest"} or one message a line, or
            the output of gcloud pubsub subscriptions pull --format=json. A
            malformed entry is reported with its line, and the rest goes on.
--dead-letters
            drains the subscription until no message arrives for 10 seconds.
            Dead letters of a topic of the updater (replay, fanOut) go back to
            it, all others to the topic for replays (or --to): the original time
            counts only on topics of the updater. A dead letter is acknowledged
            when it is published. It is nacked at the end if the topic would
            ignore it, trust it more than before, or lose its original time;
            --now lets it count as pushed now, on any topic.
--ignore-limit
            publishes an image or events so that \`limits\` do not hold them back:
            on topics of the updater only. Log lines and reports of what a limit
            held back have the command, with --published-at.
--unpinned  publishes an image or events without a digest so that they also
            replace images that have one: on topics of the updater only.

Examples:
  ${run} replay us-docker.pkg.dev/my-project/app/web:1.2.3 \\
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
      [.message, .reason] | @tsv'

--json: a row for each message in messages, with its result (published, planned,
ignored, malformed, discarded, failed), line, message and push id, image, topic,
publishedAs (the id of the new message), and reason, detail, remedy and command;
then the counts.

Exit code: 0 everything was published, 1 something is malformed or failed, or
nobody reads the output any more, 2 wrong use or no usable configuration,
130 interrupted by Ctrl-C, SIGTERM or SIGHUP. In the last case, and if nobody
reads, messages in flight are finished.
`;
