/** `image-updater images`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { ImagesOptions } from './run-images.ts';

export function addImages(program: Command): void {
  program
    .command('images')
    .description('list every running image: who follows it, by which policy, the last update, and holds')
    .argument('[image]', 'only this image, whatever its tag')
    .option('--all', 'also containers in namespaces that the configuration excludes')
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((image: string | undefined, options: ImagesOptions) =>
      runQuery(async (context) => {
        const { runImages } = await import('./run-images.ts');
        return runImages({ ...options, image }, context);
      }),
    );
}

const HELP = ({ run, quiet }: CommandName): string => `
Reads every configured cluster, and changes nothing. The last update is read
from the workload: when the push was published, its source, and its id, which
its log lines have too. "changed since" means that somebody else changed the
image after that update: it waits for a newer push.

Examples:
  ${run} images --config config.yaml
  ${run} images nginx
  ${quiet} images --json |
    jq -r '.images[] | .repository as $r | .containers[] |
      select(.hold) | [$r, .cluster, .name, .hold.why] | @tsv'

--json: images, by repository, each with its containers: the image, policy and
source (or reason, message and detail if it follows none), applied and hold; and
faults, for what could not be read.

Exit code: 0 everything was read, 1 something was not, 2 wrong use or no usable
configuration, 130 interrupted.
`;
