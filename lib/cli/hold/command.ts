/** `image-updater hold` and `release`: their declarations and help. */
import type { Command } from 'commander';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { HoldOptions } from './run-hold.ts';

export function addHold(program: Command): void {
  withTarget(program.command('hold'))
    .description('stops all updates of a workload, or of all that run an image')
    .addHelpText('after', HOLD_HELP)
    .action((workload: string | undefined, options: HoldOptions) =>
      runMutation(async (surroundings) => {
        const { runHold } = await import('./run-hold.ts');
        return runHold({ ...options, workload }, surroundings);
      }),
    );
}

export function addRelease(program: Command): void {
  withTarget(program.command('release'))
    .description('lets go what is held, and says how to catch up')
    .addHelpText('after', RELEASE_HELP)
    .action((workload: string | undefined, options: HoldOptions) =>
      runMutation(async (surroundings) => {
        const { runRelease } = await import('./run-hold.ts');
        return runRelease({ ...options, workload }, surroundings);
      }),
    );
}

function withTarget(command: Command): Command {
  return command
    .argument('[workload]', 'KIND/NAME, such as deployment/web')
    .option('-n, --namespace <namespace>', 'the namespace of the workload', 'default')
    .option('--image <image>', 'all workloads that run this image, whatever its tag')
    .option('--cluster <glob>', 'in these clusters alone (default: in all)')
    .option('--reason <text>', 'a word for others, where it is held')
    .option(...JSON_DOCUMENT)
    .option(...CONFIG);
}

const HOLD_HELP = `
Writes the label image-updater/hold, with your rights, and beside it who holds
it and why. Pushes leave the workload alone then, as Held. A workload that names
the image in a text that cannot be read is reported, and not written to.

Examples:
  image-updater hold deployment/web -n shop --reason 'incident 42'
  image-updater hold --image us-docker.pkg.dev/my-project/app/web
  image-updater hold statefulset/db -n shop --cluster 'production/**'

--json: workloads, each with its result (held, unchanged, failed, skipped), and
faults, of what could not be read.

Exit code: 0 all are held, 1 something failed or there is no such workload,
2 wrong use or no usable configuration, 130 interrupted.
`;

const RELEASE_HELP = `
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
