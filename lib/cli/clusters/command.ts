/** `image-updater clusters`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { ClustersOptions } from './run-clusters.ts';

export function addClusters(program: Command): void {
  program
    .command('clusters')
    .description('check every configured cluster: connection, user, rights, and what to fix')
    .option(...CONFIG)
    .option(...JSON_DOCUMENT)
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((options: ClustersOptions) =>
      runQuery(async (context) => {
        const { runClusters } = await import('./run-clusters.ts');
        return runClusters(options, context);
      }),
    );
}

const HELP = ({ run, quiet }: CommandName): string => `
Connects to every configured cluster, and changes nothing there. A dry run of a
patch finds out whether the image-only policy is in force.

Examples:
  ${run} clusters --config config.yaml
  ${quiet} clusters --json |
    jq -r '.clusters[] | select(.ready | not) | [.cluster, .why] | @tsv'

--json: the numbers of clusters (total), of ready ones (ready), of entries that
matched no cluster or not all (notFound), and of entries that match none now
(empty); and in clusters a row for each, with its state (inspected, unreachable,
notFound, empty), ready, why not, found, faults and advice with commands, and
for one that answered all the rest.

Exit code: 0 all are ready, 1 one is not, 2 wrong use or no usable
configuration.
`;
