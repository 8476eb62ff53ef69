/** `image-updater apply`: its declaration and help. */
import type { Command } from 'commander';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, EVENT, IGNORE_LIMIT, JSON_DOCUMENT, PUSHED_IMAGE, UNPINNED } from '../options.ts';
import type { ApplyOptions } from './run-apply.ts';

export function addApply(program: Command): void {
  program
    .command('apply')
    .description('says what `plan` says, asks, and does it')
    .argument(...PUSHED_IMAGE)
    .option(...EVENT)
    .option('--yes', 'nobody is asked')
    .option(...UNPINNED)
    .option(...IGNORE_LIMIT)
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .addHelpText('after', HELP)
    .action((image: string | undefined, options: ApplyOptions) =>
      runMutation(async (surroundings) => {
        const { runApply } = await import('./run-apply.ts');
        return runApply({ ...options, image }, surroundings);
      }),
    );
}

const HELP = `
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
