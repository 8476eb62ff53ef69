/** `image-updater hold` and `release`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { HoldOptions } from './run-hold.ts';

export function addHold(program: Command): void {
  const command = withTarget(program.command('hold'))
    .description('block updates of a workload, or of all workloads that run an image')
    .option('--reason <text>', 'reason of the hold, at most 512 characters, stored on the workload')
    .action((workload: string | undefined, options: HoldOptions) =>
      runMutation(async (context) => {
        const { runHold } = await import('./run-hold.ts');
        return runHold({ ...options, workload }, context);
      }),
    );
  addHelp(command, HOLD_HELP);
}

export function addRelease(program: Command): void {
  const command = withTarget(program.command('release'))
    .description('remove a hold, so that the next push updates the workload again')
    .action((workload: string | undefined, options: HoldOptions) =>
      runMutation(async (context) => {
        const { runRelease } = await import('./run-hold.ts');
        return runRelease({ ...options, workload }, context);
      }),
    );
  addHelp(command, RELEASE_HELP);
}

function withTarget(command: Command): Command {
  return command
    .argument('[workload]', 'workload as KIND/NAME, such as deployment/web')
    .option('-n, --namespace <namespace>', 'namespace of the workload', 'default')
    .option('--image <image>', 'all workloads that run this image, with any tag')
    .option('--cluster <glob>', 'only clusters whose name matches (default: all)')
    .option(...JSON_DOCUMENT)
    .option(...CONFIG);
}

const SIGNALS =
  'Ctrl-C, SIGTERM and SIGHUP: patches in flight are finished, and no further patch is started.';

const TROUBLESHOOTING: CommandHelp['troubleshooting'] = [
  {
    symptom: 'No workload matches',
    remedy:
      'check --namespace (default: `default`), the spelling of KIND/NAME, and --cluster. `images` lists every workload that is read.',
  },
  {
    symptom: 'ExcludedNamespace',
    remedy: 'the configuration excludes this namespace, so no push updates the workload.',
  },
  {
    symptom: 'Forbidden',
    remedy: 'your account needs the verbs get, list and patch on the workloads.',
  },
];

const HOLD_HELP: CommandHelp = {
  details: [
    'Sets the label `image-updater/hold` with your credentials, and an annotation with your user name and the reason. Pushes skip the workload from then on (Held). A workload with an existing hold is not changed; the output shows who holds it, since when, and why.',
    'A workload whose image cannot be parsed is reported and never changed.',
    SIGNALS,
  ],
  examples: ({ run }) => `${run} hold deployment/web -n shop --reason 'incident 42'
${run} hold --image us-docker.pkg.dev/my-project/app/web
${run} hold statefulset/db -n shop --cluster 'production/**'`,
  json: '`workloads`, each with its result (held, unchanged, gone, failed, skipped) and, if it had a hold before, that hold; and `faults`, for what could not be read.',
  exitCodes: [
    [EXIT.done, 'all matching workloads are held'],
    [EXIT.failed, 'something failed, or no workload matches'],
    [EXIT.misuse, 'wrong use, or no usable configuration'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: TROUBLESHOOTING,
};

const RELEASE_HELP: CommandHelp = {
  details: [
    'Removes the label `image-updater/hold` with your credentials. Pushes that arrived during the hold are not applied; the next push is.',
    SIGNALS,
  ],
  examples: ({ run }) => `${run} release deployment/web -n shop
${run} release --image us-docker.pkg.dev/my-project/app/web`,
  json: '`workloads`, each with its result (released, unchanged, gone, failed, skipped); and `faults`, for what could not be read.',
  exitCodes: [
    [EXIT.done, 'no matching workload is held'],
    [EXIT.failed, 'something failed, or no workload matches'],
    [EXIT.misuse, 'wrong use, or no usable configuration'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    ...TROUBLESHOOTING,
    {
      symptom: 'the workload still runs the old image',
      remedy: 'push again, or run `apply` with the image that was pushed during the hold.',
    },
  ],
};
