/** What `--help` says of options, and below them. Apart from the commands, so that help loads none of them. */

/** The option that names the configuration, and what help says of it. */
export const CONFIG_OPTION = '--config <file>';
export const CONFIG_HELP =
  'the configuration (default: what IMAGE_UPDATER_CONFIG holds or IMAGE_UPDATER_CONFIG_FILE names)';

export const CLUSTERS_HELP = `
Asks every configured cluster, and changes nothing there. Whether the image-only
policy is in force is found out by a change that is only tried (dry run).

Examples:
  image-updater clusters --config config.yaml
  image-updater clusters --json |
    jq -r '.clusters[] | select(.served | not) | [.cluster, .why] | @tsv'

--json: how many clusters there are (total) and are served, how many entries led
to none or not to all (notFound) and stand for none now (empty); and in clusters
a row for each, with its state (inspected, unreachable, notFound, empty),
served, why not, found, faults and advice with commands, and of one that
answered all the rest.

Exit code: 0 all can be served, 1 one cannot, 2 wrong use or no usable
configuration.
`;

export const CONFIG_CHECK_HELP = `
Examples:
  image-updater config check config.yaml
  image-updater config check config.yaml --online
  IMAGE_UPDATER_CONFIG_FILE=config.yaml image-updater config check --json

Exit code: 0 all is well, 1 there are complaints, or a cluster cannot be served,
2 wrong use, or no configuration to check.
`;

export const SUBSCRIBE_HELP = `
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

export const REPLAY_HELP = `
A replay keeps the time of the first push where there is one, so replaying
history takes nothing backwards. An image or an event without a time counts as
pushed now.

IMAGE       publishes the event that pushing it would have brought.
--events    takes one event {"action","tag","digest"} or one message a line, and
            what gcloud pubsub subscriptions pull --format=json prints. What is
            malformed is reported with its line, and the rest goes on.
--dead-letters
            drains the subscription until nothing comes for 10 seconds. Each
            message goes back to the topic of the subscription on which it died,
            and is acknowledged when it is published there. What cannot be is
            given back at the end. With --to all go there but those of which is
            not known where they came from, where that topic is our own, and
            those that would be ignored there.

Examples:
  image-updater replay us-docker.pkg.dev/my-project/app/web:1.2.3 \\
    --digest sha256:…
  image-updater replay --events pushes.jsonl --dry-run \\
    --to projects/my-project/topics/gcr
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
