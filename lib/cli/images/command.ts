/** `image-updater images`: its declaration and help. */
import type { Command } from 'commander';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { ImagesOptions } from './run-images.ts';

export function addImages(program: Command): void {
  program
    .command('images')
    .description(
      'every image that runs: who follows it, by which policy, what was applied last, what is held',
    )
    .argument('[image]', 'of this image alone, whatever its tag')
    .option('--all', 'also containers in namespaces that the configuration leaves out')
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .addHelpText('after', HELP)
    .action((image: string | undefined, options: ImagesOptions) =>
      runQuery(async (surroundings) => {
        const { runImages } = await import('./run-images.ts');
        return runImages({ ...options, image }, surroundings);
      }),
    );
}

const HELP = `
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
