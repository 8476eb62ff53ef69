/** `image-updater reconcile`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { ReconcileOptions } from './run-reconcile.ts';

export function addReconcile(program: Command): void {
  const command = program
    .command('reconcile')
    .description('compare the registries with what runs, show which pushes were missed, ask, and apply them')
    .option('--dry-run', 'show what was missed, and change nothing')
    .option('--yes', 'skip the confirmation prompt')
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .action((options: ReconcileOptions) =>
      runMutation(async (context) => {
        const { runReconcile } = await import('./run-reconcile.ts');
        return runReconcile(options, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Reads every configured cluster, lists the tags of each followed repository of Artifact Registry, and decides each workload as for an event. The time of a push is the upload time of its digest, so nothing that a person rolled back returns. A listing that fails or is incomplete changes nothing.',
    'A run updates at most `limits.reconcileUpdates` workloads, those with the oldest pushes first. It skips the others as NextRun. Other registries have no listing with upload times; their repositories are named.',
    'Ctrl-C, SIGTERM and SIGHUP: patches in flight are finished, no further patch is started, and the report says what was done.',
  ],
  examples: ({ run, quiet }) => `${run} reconcile --dry-run --config config.yaml
${quiet} reconcile --dry-run --json |
  jq -r '.repositories[] | select(.reports != []) | .repository'`,
  json: '`repositories`, each with its number of tags, a fault or its reports (one for each missed push, as lib/report/report.schema.json describes it); `otherRegistries`; and `faults`, for clusters that could not be read.',
  exitCodes: [
    [EXIT.done, 'done, or nothing was missed'],
    [EXIT.failed, 'a cluster, a listing or a patch failed, or a limit stops a push'],
    [EXIT.misuse, 'wrong use, no usable configuration, or no terminal for the confirmation prompt'],
    [EXIT.interrupted, 'interrupted, or not confirmed'],
  ],
  troubleshooting: [
    {
      symptom: 'ListingForbidden',
      remedy:
        'your account, or that of `registries[].impersonate`, needs the role artifactregistry.reader. The output has the command that grants it.',
    },
    {
      symptom: 'Behind',
      remedy:
        'somebody moved the tag back in the registry. If the older image is correct, run `apply` with its digest.',
    },
    {
      symptom: 'NextRun',
      remedy: 'the limit of the run is reached. Run it again, or raise `limits.reconcileUpdates`.',
    },
  ],
};
