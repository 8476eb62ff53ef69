/** `image-updater clusters`: its declaration and help. */
import type { Command } from 'commander';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { ClustersOptions } from './run-clusters.ts';

export function addClusters(program: Command): void {
  program
    .command('clusters')
    .description(
      'every configured cluster: can it be reached, who are we there, what may we do, what is to be done',
    )
    .option(...CONFIG)
    .option(...JSON_DOCUMENT)
    .addHelpText('after', HELP)
    .action((options: ClustersOptions) =>
      runQuery(async (surroundings) => {
        const { runClusters } = await import('./run-clusters.ts');
        return runClusters(options, surroundings);
      }),
    );
}

const HELP = `
Asks every configured cluster, and changes nothing there. Whether the image-only
policy is in force is found out by a change that is only tried (dry run).

Examples:
  image-updater clusters --config config.yaml
  image-updater clusters --json |
    jq -r '.clusters[] | select(.ready | not) | [.cluster, .why] | @tsv'

--json: how many clusters there are (total) and are ready, how many entries led
to none or not to all (notFound) and stand for none now (empty); and in clusters
a row for each, with its state (inspected, unreachable, notFound, empty),
ready, why not, found, faults and advice with commands, and of one that
answered all the rest.

Exit code: 0 all are ready, 1 one is not, 2 wrong use or no usable
configuration.
`;
