/** `image-updater plan`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, EVENT, IGNORE_LIMIT, JSON_DOCUMENT, PUSHED_IMAGE, UNPINNED } from '../options.ts';
import type { PushOptions } from '../requested-push.ts';

export function addPlan(program: Command): void {
  program
    .command('plan')
    .description(
      'show what a push would change: every container that runs the image, from what to what, or why not',
    )
    .argument(...PUSHED_IMAGE)
    .option(...EVENT)
    .option(...UNPINNED)
    .option(...IGNORE_LIMIT)
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((image: string | undefined, options: PushOptions) =>
      runQuery(async (context) => {
        const { runPlan } = await import('./run-plan.ts');
        return runPlan({ ...options, image }, context);
      }),
    );
}

const HELP = ({ run, quiet }: CommandName): string => `
Reads every configured cluster, and changes nothing. An image without a tag
means latest. Give the digest too: without one, a container whose image has a
digest is skipped (NoDigest), unless --unpinned is given.

Examples:
  ${run} plan \\
    us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:…
  ${quiet} plan nginx:1.29 --json |
    jq -r '.clusters[] | .cluster as $c | .updated[] |
      [$c, .namespace, .kind, .name, .container, .from, .to] | @tsv'
  gcloud pubsub subscriptions pull image-updater-pull --project my-project \\
    --format='value(message.data)' |
    base64 --decode | ${run} plan --event -

--json: the report that the event would get, with everything that is skipped:
lib/report/report.schema.json.

Exit code: 0 all clusters were read, 1 a cluster was not, the push is ignored,
or a limit holds it back, 2 wrong use or no usable configuration,
130 interrupted.
`;
