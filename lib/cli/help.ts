/** What `--help` says of options, and below them. Apart from the commands, so that help loads none of them. */

/** The option that names the configuration, and what help says of it. */
export const CONFIG_OPTION = '--config <file>';
export const CONFIG_HELP =
  'the configuration (default: what IMAGE_UPDATER_CONFIG holds or IMAGE_UPDATER_CONFIG_FILE names)';

export const PLAN_HELP = `
Asks every configured cluster, and changes nothing. An image without a tag is
its latest. Give the digest too: without one, a container whose image carries a
digest is left as it is (NoDigest), unless --unpinned is given.

Examples:
  image-updater plan us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:…
  image-updater plan nginx:1.29 --config config.yaml --json |
    jq -r '.clusters[] | .cluster as $c | .updated[] |
      [$c, .namespace, .kind, .name, .container, .from, .to] | @tsv'
  gcloud pubsub subscriptions pull SUBSCRIPTION --format='value(message.data)' |
    base64 --decode | image-updater plan --event -

--json: the report that an event would bring, with all that is left as it is:
lib/report/report.schema.json.

Exit code: 0 all clusters were asked, 1 one was not, the push is ignored, or a
limit holds it back, 2 wrong use or no usable configuration, 130 interrupted.
`;

export const APPLY_HELP = `
Says what it would do, asks, and does it, with your rights. It counts as pushed
now, so it is newer than all that came before; what policies, holds and other
reasons speak against stays as it is. Records and change causes name you.
Without a digest, a container whose image carries one is left as it is
(NoDigest), unless --unpinned is given.

Examples:
  image-updater apply us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:…
  image-updater apply nginx:1.29 --yes --json > report.json

Ctrl-C brings the patches under way to their end, begins no more, and says what
was done.

Exit code: 0 done, or nothing to do, 1 something failed or is beyond the limit,
2 wrong use, no usable configuration, or nobody to ask, 130 interrupted or not
agreed to.
`;

export const POLICY_HELP = `
The policy's own answer: marks, times and who owns a workload are left out. With
digests, bits that run already are AlreadyCurrent; without, a push of the same
tag counts as new bits, but under policies by version.

Examples:
  image-updater policy 'semver:^1' 1.2.3 1.3.0 2.0.0
  image-updater policy 'pattern:^(?<number>\\d+)-(?<track>.+)$' 123-main 124-main
  printf 'minor\\t1.2.3\\t1.3.0\\n' | image-updater policy --json

Standard input, without parameters: policy<TAB>current<TAB>pushed a line; the
answers come as lines of the same with result and reason.
--json: {"policy","current","pushed","result","reason"} a line; the result is
update, with no reason (null), or skip.

Exit code: 0 all were answered, 1 a line is no question, 2 wrong use, or a
policy or tag that cannot be read.
`;

export const IMAGES_HELP = `
Reads every configured cluster, and changes nothing. What is applied stands on
the workloads: when the push was published, by whom it came, and its id, which
its log lines carry too. "changed since" is what somebody else changed after us:
it waits for a newer push.

Examples:
  image-updater images --config config.yaml
  image-updater images nginx
  image-updater images --json | jq -r '.images[] | .repository as $r |
    .containers[] | select(.hold) | [$r, .cluster, .name, .hold.why] | @tsv'

--json: images, by repository, each with its containers: what runs, policy and
source (or reason, message and detail where it follows none), applied and hold;
and faults, of what could not be read.

Exit code: 0 all was read, 1 something could not be, 2 wrong use or no usable
configuration, 130 interrupted.
`;

export const HOLD_HELP = `
Writes the label image-updater/hold, with your rights, and beside it who holds
it and why. Pushes leave the workload alone then, as Held. A workload that names
the image in a text that cannot be read is reported, and not written to.

Examples:
  image-updater hold deployment/web -n shop --why 'incident 42'
  image-updater hold --image us-docker.pkg.dev/my-project/app/web
  image-updater hold statefulset/db -n shop --cluster 'production/**'

--json: workloads, each with its result (held, unchanged, failed, skipped), and
faults, of what could not be read.

Exit code: 0 all are held, 1 something failed or there is no such workload,
2 wrong use or no usable configuration, 130 interrupted.
`;

export const RELEASE_HELP = `
Takes the label image-updater/hold away, with your rights. What was pushed
meanwhile is not applied by itself: the lines at the end do that.

Examples:
  image-updater release deployment/web -n shop
  image-updater release --image us-docker.pkg.dev/my-project/app/web --json |
    jq -r '.catchUp[]'

--json: workloads, each with its result (released, unchanged, failed, skipped),
faults, of what could not be read, and catchUp, the lines.

Exit code: 0 none is held, 1 something failed or there is no such workload,
2 wrong use or no usable configuration, 130 interrupted.
`;

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

export const SERVE_HELP = `
Answers POST /api/update, and takes what a push subscription of Pub/Sub posts to
/projects/PROJECT/topics/TOPIC. Callers of the API are listed under callback in
the configuration, push accounts under pushers, each with its topics. /doc/
describes the API, and a call can be tried there. With --development-key one
more caller is let in, by a random key that is shown at start.

Examples:
  kubectl proxy --port 8001 &
  image-updater serve --config infra/kubernetes/dev.yaml --development-key
  image-updater serve --host 0.0.0.0 --port 8080 --metrics

SIGTERM or Ctrl-C: it takes no more, and brings to its end what is at work. A
second one ends it at once.

Exit code: 0 all that was at work was done, 1 it took too long, or nobody reads
the log lines any more, 2 wrong use or no usable configuration, 130 ended at
once.
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
