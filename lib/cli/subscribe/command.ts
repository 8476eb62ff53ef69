/** `image-updater subscribe`: its declaration and help. */
import type { Command } from 'commander';
import { runService } from '../lifecycle.ts';
import { CONFIG } from '../options.ts';
import { wholeNumber } from '../whole-number.ts';
import type { SubscribeOptions } from './run-subscribe.ts';

export function addSubscribe(program: Command): void {
  program
    .command('subscribe')
    .description('pull mode: a process that runs for long and takes events from pull subscriptions')
    .argument(
      '[subscription...]',
      'projects/PROJECT/subscriptions/NAME (default: `subscriptions` of the configuration)',
    )
    .option(...CONFIG)
    .option('--concurrency <n>', 'messages that are worked on at once, at most', wholeNumber(1, 1000), 8)
    .option('--topic <topic>', 'the topic of the subscription, where its settings may not be looked at')
    .option('--drain-seconds <n>', 'for what is at work when it is to end', wholeNumber(0, 600), 25)
    .option('--health-port <port>', 'answers GET /health and GET /ready there', wholeNumber(0, 65_535))
    .option('--health-host <address>', 'on this address alone (default: on all)')
    .addHelpText('after', HELP)
    .action((subscriptions: readonly string[], options: SubscribeOptions) =>
      runService(async (surroundings) => {
        const { runSubscribe } = await import('./run-subscribe.ts');
        return runSubscribe(subscriptions, options, surroundings);
      }),
    );
}

const HELP = `
Pulls, and does with each message what the function does with each event: for a
private cluster that no function can reach. A message is acknowledged when its
work is done, and given back where a later delivery can mend what failed. Of one
repository one push is worked on at a time. Log lines go to standard output,
everything else to standard error.

The subscription, and what keeps its dead letters; Pub/Sub itself moves them, by
its service agent, and may do so only with the two bindings:
  DEAD=image-updater-dead-letters
  NUMBER=$(gcloud projects describe PROJECT --format='value(projectNumber)')
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
  image-updater subscribe projects/my-project/subscriptions/image-updater
  IMAGE_UPDATER_CONFIG_FILE=config.yaml \\
    image-updater subscribe --health-port 8080

In a Deployment (the grace period is for draining, and a few seconds more):
  terminationGracePeriodSeconds: 35
  containers:
    - name: image-updater
      args: [subscribe, --health-port, '8080']
      livenessProbe:
        httpGet: { path: /health, port: 8080 }
        failureThreshold: 10
      readinessProbe: { httpGet: { path: /ready, port: 8080 } }

/health is 200 until it drains. /ready is 200 while it pulls, and 503 from where
Pub/Sub did not answer twice in a row, asked every 30 seconds, until it does.

SIGTERM or Ctrl-C: it takes no more, gives back what it has not begun, and
brings to its end what is at work. A second one ends it at once.

Exit code: 0 all that was at work was done, 1 it took too long, or a
subscription cannot be pulled from (any more), or nobody reads the log lines any
more, 2 wrong use or no usable configuration, 130 ended at once.
`;
