/** `image-updater replay`: its declaration and help. */
import type { Command } from 'commander';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, CONFIG_HELP, IGNORE_LIMIT, JSON_DOCUMENT, UNPINNED } from '../options.ts';
import type { ReplayOptions } from './request.ts';

export function addReplay(program: Command): void {
  program
    .command('replay')
    .description(
      'publishes an image, a file of events or the dead letters once more, with their original time',
    )
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
    .option(...IGNORE_LIMIT)
    .option(...UNPINNED)
    .option('--discard-malformed', 'acknowledges dead letters that nobody can read')
    .option('--dry-run', 'says what would be published where, and publishes and acknowledges nothing')
    .option(...JSON_DOCUMENT)
    .option(CONFIG[0], `${CONFIG_HELP}; not needed where all is named`)
    .addHelpText('after', HELP)
    .action((image: string | undefined, options: ReplayOptions) =>
      runMutation(async (surroundings) => {
        const { runReplay } = await import('./run-replay.ts');
        return runReplay({ ...options, image }, surroundings);
      }),
    );
}

const HELP = `
A replay keeps the time of the first push where there is one, so replaying
history takes nothing backwards. An image or an event without a time counts as
pushed now.

IMAGE       publishes the event that pushing it would have brought.
--events    takes one event {"action","tag","digest"} or one message a line, and
            what gcloud pubsub subscriptions pull --format=json prints. What is
            malformed is reported with its line, and the rest goes on.
--dead-letters
            drains the subscription until nothing comes for 10 seconds. What
            died on a topic of our own goes back there, all else to the topic
            for replays (or --to): its first time counts on topics of our own
            alone. A letter is acknowledged when it is published. It is given
            back at the end if it would be ignored there, would be trusted more
            than before, or would lose its original time; --now lets it count
            as pushed now, on any topic.
--ignore-limit
            publishes an image or events so that \`limits\` do not hold them back:
            on topics of our own only. Log lines and reports of what was held
            back carry the command, with --published-at.
--unpinned  publishes an image or events without a digest so that they replace
            images that carry one, too: on topics of our own only.

Examples:
  image-updater replay us-docker.pkg.dev/my-project/app/web:1.2.3 \\
    --digest sha256:…
  image-updater replay us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:… \\
    --published-at 2026-01-05T08:00:00.000Z --ignore-limit
  image-updater replay --events pushes.jsonl --dry-run \\
    --to projects/my-project/topics/image-updater-replay
  gcloud pubsub subscriptions pull SUBSCRIPTION --limit 1000 --format=json |
    image-updater replay --events -
  image-updater replay --dead-letters --json |
    jq -r '.messages[] | select(.result == "failed") |
      [.message, .reason] | @tsv'

--json: a row for each in messages, with its result (published, planned,
ignored, malformed, discarded, failed), line, message and push id, image, topic,
publishedAs (the id of the new message), and reason, detail, remedy and command;
then the counts.

Exit code: 0 all that is to be published is, 1 something is malformed or failed,
or nobody reads the output any more, 2 wrong use or no usable configuration, 130
interrupted. In the last case, and where nobody reads, what was under way is
finished.
`;
