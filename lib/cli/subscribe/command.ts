/** `image-updater subscribe`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runService } from '../lifecycle.ts';
import { CONFIG } from '../options.ts';
import { wholeNumber } from '../whole-number.ts';
import type { SubscribeOptions } from './run-subscribe.ts';

export function addSubscribe(program: Command): void {
  const command = program
    .command('subscribe')
    .description('process events of pull subscriptions in a long-running process (pull mode)')
    .argument(
      '[subscription...]',
      'pull subscriptions, projects/PROJECT/subscriptions/NAME (default: `subscriptions` of the configuration)',
    )
    .option(...CONFIG)
    .option(
      '--concurrency <n>',
      'maximum number of messages that are processed concurrently',
      wholeNumber(1, 1000),
      8,
    )
    .option(
      '--topic <topic>',
      'topic of the subscription, projects/PROJECT/topics/TOPIC, if the account may not read its settings',
    )
    .option('--drain-seconds <n>', 'at shutdown, time limit for messages in flight', wholeNumber(0, 600), 25)
    .option(
      '--health-port <port>',
      'TCP port of GET /health and GET /ready (default: none)',
      wholeNumber(0, 65_535),
    )
    .option('--health-host <address>', 'address of the health port (default: all addresses)')
    .option('--metrics', 'serve metrics at /metrics on the health port, in the Prometheus format')
    .action((subscriptions: readonly string[], options: SubscribeOptions) =>
      runService(async (context) => {
        const { runSubscribe } = await import('./run-subscribe.ts');
        return runSubscribe(subscriptions, options, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Pulls messages and processes each like the function does. Use it for private clusters that no function can reach. A message is acknowledged when its work is done, and nacked if a later delivery can succeed. Pushes of one repository are processed one at a time. At startup each subscription is checked; commands that add a missing retry policy or dead-letter topic are printed.',
    'With --health-port, /health returns 200 until shutdown. /ready returns 200 while messages are pulled, and 503 after two failed health checks of Pub/Sub in a row (one every 30 seconds), until one succeeds.',
    'In Kubernetes, terminationGracePeriodSeconds has to be a few seconds longer than --drain-seconds.',
    'SIGTERM, Ctrl-C and SIGHUP: no further message is pulled, waiting messages are nacked, and messages in flight are finished. A second SIGTERM or Ctrl-C ends the process at once.',
    'Log lines are written to standard output, all other messages to standard error.',
  ],
  examples: ({ run }) => `gcloud pubsub subscriptions create image-updater --topic gcr \\
  --project my-project --ack-deadline 60 --expiration-period never \\
  --min-retry-delay 10s --max-retry-delay 600s
${run} subscribe \\
  projects/my-project/subscriptions/image-updater
IMAGE_UPDATER_CONFIG_FILE=config.yaml \\
  ${run} subscribe --health-port 8080`,
  exitCodes: [
    [EXIT.done, 'all messages in flight were finished'],
    [
      EXIT.failed,
      'a subscription cannot be pulled, a message was not finished after --drain-seconds, or standard output was closed',
    ],
    [EXIT.misuse, 'wrong use, no usable configuration, or the health port cannot be used'],
    [EXIT.interrupted, 'ended at once by a second signal'],
  ],
  troubleshooting: [
    {
      symptom: 'ForbiddenToPull',
      remedy: 'the account needs roles/pubsub.subscriber on the subscription. The printed command grants it.',
    },
    {
      symptom: 'ForbiddenToLook',
      remedy:
        'the account may not read the settings of the subscription. Grant roles/pubsub.viewer, or name the topic with --topic.',
    },
    {
      symptom: '/ready returns 503',
      remedy:
        'Pub/Sub cannot be reached. The log line "Pub/Sub not reached" contains the reason and its remedy.',
    },
    {
      symptom: 'a message is delivered again and again',
      remedy:
        'its log lines contain the reason of each failure. With a dead-letter topic the deliveries end; `replay --dead-letters` publishes the message again.',
    },
  ],
};
