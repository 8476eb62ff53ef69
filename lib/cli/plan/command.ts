/** `image-updater plan`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, EVENT, IGNORE_LIMIT, JSON_DOCUMENT, PUSHED_IMAGE, UNPINNED } from '../options.ts';
import type { PushOptions } from '../requested-push.ts';

export function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('show what a push would change: old and new image of each container, or why it is skipped')
    .argument(...PUSHED_IMAGE)
    .option(...EVENT)
    .option(...UNPINNED)
    .option(...IGNORE_LIMIT)
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .action((image: string | undefined, options: PushOptions) =>
      runQuery(async (context) => {
        const { runPlan } = await import('./run-plan.ts');
        return runPlan({ ...options, image }, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Reads every configured cluster and changes nothing. An image without a tag means `latest`. Without a digest the registry is asked for it, with the credentials of Docker or Google. If it does not name one, a container whose image has a digest is skipped (NoDigest), unless --unpinned is given.',
  ],
  examples: ({ run, quiet }) => `${run} plan \\
  us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:…
${quiet} plan nginx:1.29 --json |
  jq -r '.clusters[] | .cluster as $c | .updated[] |
    [$c, .namespace, .kind, .name, .container, .from, .to] | @tsv'
gcloud pubsub subscriptions pull image-updater-pull --project my-project \\
  --format='value(message.data)' |
  base64 --decode | ${run} plan --event -`,
  json: 'the report that the event would get, with every skipped container. lib/report/report.schema.json describes it.',
  exitCodes: [
    [EXIT.done, 'all clusters were read'],
    [EXIT.failed, 'a cluster could not be read, the event is ignored, or a limit stops the push'],
    [EXIT.misuse, 'wrong use, or no usable configuration'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    {
      symptom: 'No workload was found',
      remedy:
        'no workload runs this repository. `images` lists every running image; `aliases` of the configuration maps the name of a mirror.',
    },
    {
      symptom: 'NoDigest',
      remedy:
        'the message on standard error says why the registry does not name the digest. Pass it as IMAGE:TAG@sha256:…, or add --unpinned.',
    },
    {
      symptom: 'TooMany',
      remedy: 'the push exceeds `limits` of the configuration. --ignore-limit shows the plan without them.',
    },
  ],
};
