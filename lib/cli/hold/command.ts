/** `image-updater hold` and `release`: their declarations and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { HoldOptions } from './run-hold.ts';

export function addHold(program: Command): void {
  withTarget(program.command('hold'))
    .description('stop all updates of a workload, or of all workloads that run an image')
    .addHelpText('after', HOLD_HELP(COMMAND_NAME))
    .action((workload: string | undefined, options: HoldOptions) =>
      runMutation(async (context) => {
        const { runHold } = await import('./run-hold.ts');
        return runHold({ ...options, workload }, context);
      }),
    );
}

export function addRelease(program: Command): void {
  withTarget(program.command('release'))
    .description('remove a hold: the next push is followed again')
    .addHelpText('after', RELEASE_HELP(COMMAND_NAME))
    .action((workload: string | undefined, options: HoldOptions) =>
      runMutation(async (context) => {
        const { runRelease } = await import('./run-hold.ts');
        return runRelease({ ...options, workload }, context);
      }),
    );
}

function withTarget(command: Command): Command {
  return command
    .argument('[workload]', 'KIND/NAME, such as deployment/web')
    .option('-n, --namespace <namespace>', 'the namespace of the workload', 'default')
    .option('--image <image>', 'all workloads that run this image, whatever its tag')
    .option('--cluster <glob>', 'only clusters whose name matches (default: all)')
    .option('--reason <text>', 'why, for everybody who finds the hold')
    .option(...JSON_DOCUMENT)
    .option(...CONFIG);
}

const HOLD_HELP = ({ run }: CommandName): string => `
Sets the label image-updater/hold, with your rights, and an annotation with who
holds the workload and why. Pushes skip it from then on (Held). A workload whose
image cannot be parsed is reported, and never written to.

Examples:
  ${run} hold deployment/web -n shop --reason 'incident 42'
  ${run} hold --image us-docker.pkg.dev/my-project/app/web
  ${run} hold statefulset/db -n shop --cluster 'production/**'

What is held already stays as it is: the output says by whom, since when, why.

--json: workloads, each with its result (held, unchanged, gone, failed, skipped)
and, if it was held before, the hold; and faults, for what could not be read.

Exit code: 0 all are held, 1 something failed or no workload matches, 2 wrong
use or no usable configuration, 130 interrupted: on Ctrl-C, SIGTERM or SIGHUP it
finishes the patches in flight, and starts no more.
`;

const RELEASE_HELP = ({ run }: CommandName): string => `
Removes the label image-updater/hold, with your rights. What was pushed while it
was held is not applied: the next push is.

Examples:
  ${run} release deployment/web -n shop
  ${run} release --image us-docker.pkg.dev/my-project/app/web

--json: workloads, each with its result (released, unchanged, gone, failed,
skipped), and faults, for what could not be read.

Exit code: 0 none is held, 1 something failed or no workload matches, 2 wrong
use or no usable configuration, 130 interrupted: on Ctrl-C, SIGTERM or SIGHUP it
finishes the patches in flight, and starts no more.
`;
