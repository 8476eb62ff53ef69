/** `image-updater subscribe`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runService } from '../lifecycle.ts';
import { CONFIG } from '../options.ts';
import { wholeNumber } from '../whole-number.ts';
import type { SubscribeOptions } from './run-subscribe.ts';

export function addSubscribe(program: Command): void {
  program
    .command('subscribe')
    .description('pull mode: process events from pull subscriptions, in a long-running process')
    .argument(
      '[subscription...]',
      'projects/PROJECT/subscriptions/NAME (default: `subscriptions` of the configuration)',
    )
    .option(...CONFIG)
    .option('--concurrency <n>', 'process at most this many messages at once', wholeNumber(1, 1000), 8)
    .option('--topic <topic>', 'the topic of the subscription, if its settings may not be read')
    .option(
      '--drain-seconds <n>',
      'at shutdown, wait this long for messages in flight',
      wholeNumber(0, 600),
      25,
    )
    .option('--health-port <port>', 'serve GET /health and GET /ready on this port', wholeNumber(0, 65_535))
    .option('--health-host <address>', 'serve them on this address only (default: all)')
    .option('--metrics', 'serve metrics at /metrics on the health port, in the Prometheus format')
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((subscriptions: readonly string[], options: SubscribeOptions) =>
      runService(async (context) => {
        const { runSubscribe } = await import('./run-subscribe.ts');
        return runSubscribe(subscriptions, options, context);
      }),
    );
}

const HELP = ({ run }: CommandName): string => `
Pulls messages, and processes each as the function does: for a private cluster
that no function can reach. A message is acknowledged when its work is done, and
nacked if a later delivery can succeed. Pushes of one repository are processed
one at a time. Log lines go to standard output, everything else to standard
error.

These commands create the subscription, and one that keeps its dead letters.
The service agent of Pub/Sub moves them, and needs the two bindings to do so. A
topic gcr that is there stays as it is:
  export CLOUDSDK_CORE_PROJECT=my-project
  gcloud pubsub topics create gcr
  DEAD=image-updater-dead-letters
  NUMBER=$(gcloud projects describe my-project \\
    --format='value(projectNumber)')
  AGENT="serviceAccount:service-$NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com"
  gcloud pubsub topics create $DEAD
  gcloud pubsub subscriptions create $DEAD --topic $DEAD \\
    --expiration-period never
  gcloud pubsub subscriptions create image-updater --topic gcr \\
    --ack-deadline 60 --expiration-period never \\
    --min-retry-delay 10s --max-retry-delay 600s \\
    --dead-letter-topic $DEAD --max-delivery-attempts 30
  gcloud pubsub topics add-iam-policy-binding $DEAD \\
    --member "$AGENT" --role roles/pubsub.publisher
  gcloud pubsub subscriptions add-iam-policy-binding image-updater \\
    --member "$AGENT" --role roles/pubsub.subscriber

Examples:
  ${run} subscribe \\
    projects/my-project/subscriptions/image-updater
  IMAGE_UPDATER_CONFIG_FILE=config.yaml \\
    ${run} subscribe --health-port 8080

In a Deployment (the grace period is --drain-seconds and a few seconds more):
  terminationGracePeriodSeconds: 35
  containers:
    - name: image-updater
      args: [subscribe, --health-port, '8080']
      livenessProbe:
        httpGet: { path: /health, port: 8080 }
        failureThreshold: 10
      readinessProbe: { httpGet: { path: /ready, port: 8080 } }

/health is 200 until it drains. /ready is 200 while it pulls, and 503 after
Pub/Sub did not answer twice in a row, asked every 30 seconds, until it does.

SIGTERM or Ctrl-C: it takes no more messages, nacks those that wait, and
finishes those in flight. A second one ends it at once. SIGHUP ends it as the
first one does.

Exit code: 0 all messages in flight were finished, 1 one took too long, a
subscription cannot be pulled from, or nobody reads the log lines any more,
2 wrong use or no usable configuration, 130 ended at once.
`;
