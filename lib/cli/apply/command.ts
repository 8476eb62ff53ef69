/** `image-updater apply`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, EVENT, IGNORE_LIMIT, JSON_DOCUMENT, PUSHED_IMAGE, UNPINNED } from '../options.ts';
import type { ApplyOptions } from './run-apply.ts';

export function addApply(program: Command): void {
  program
    .command('apply')
    .description('print the plan, ask for confirmation, and apply it')
    .argument(...PUSHED_IMAGE)
    .option(...EVENT)
    .option('--yes', 'skip the confirmation prompt')
    .option(...UNPINNED)
    .option(...IGNORE_LIMIT)
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((image: string | undefined, options: ApplyOptions) =>
      runMutation(async (context) => {
        const { runApply } = await import('./run-apply.ts');
        return runApply({ ...options, image }, context);
      }),
    );
}

const HELP = ({ run, quiet }: CommandName): string => `
Prints the plan, asks for confirmation, and applies it with your rights. The
push counts as published now, so it is newer than all earlier ones; policies,
holds and all other reasons to skip a container still count. Update records and
change causes name you. Without a digest, a container whose image has one is
skipped (NoDigest), unless --unpinned is given. A cluster whose clock differs
from yours by more than a minute is left alone (ClockSkew).

Examples:
  ${run} apply \\
    us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:…
  ${quiet} apply nginx:1.29 --yes --json > report.json

Ctrl-C finishes the patches in flight, starts no more, and prints what was done;
SIGTERM and SIGHUP do the same.

Exit code: 0 done, or nothing to do, 1 something failed or is beyond a limit,
2 wrong use, no usable configuration, or no terminal to ask on, 130 interrupted
or not confirmed.
`;
