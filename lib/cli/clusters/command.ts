/** `image-updater clusters`: options and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG, JSON_DOCUMENT } from '../options.ts';
import type { ClustersOptions } from './run-clusters.ts';

export function addClusters(program: Command): void {
  const command = program
    .command('clusters')
    .description(
      'check connection, user and rights in every configured cluster and for the registries, and print what to fix',
    )
    .option(...CONFIG)
    .option(...JSON_DOCUMENT)
    .action((options: ClustersOptions) =>
      runQuery(async (context) => {
        const { runClusters } = await import('./run-clusters.ts');
        return runClusters(options, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Connects to every configured cluster and changes nothing there. With `mode: observe` a cluster is ready without the rights to get and patch. A dry run of a patch shows whether the image-only policy is in force.',
    'With `reconcile` or `registries` in the configuration, it also checks that registries can be listed: one request for each Artifact Registry repository of a running image that is followed.',
  ],
  examples: ({ run, quiet }) => `${run} clusters --config config.yaml
${quiet} clusters --json |
  jq -r '.clusters[] | select(.ready | not) | [.cluster, .why] | @tsv'`,
  json: 'the number of clusters (total), of ready clusters (ready), of entries that matched no cluster or not all (notFound), and of entries that match no cluster now (empty). `clusters` has a row for each cluster: its state (inspected, unreachable, notFound, empty), ready, why (if it is not ready), found, faults and advice with commands; for an inspected cluster also version, identity, rights, policy and workloads. If they were checked, the registries: for each Artifact Registry repository whether it can be listed (ready) or why not (fault, with a command), and the followed repositories elsewhere (unlisted).',
  exitCodes: [
    [EXIT.done, 'all clusters are ready, and all repositories can be listed'],
    [EXIT.failed, 'a cluster is not ready, or a repository cannot be listed'],
    [EXIT.misuse, 'wrong use, or no usable configuration'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    {
      symptom: 'NO: rights',
      remedy: 'run the commands under "What to do" as an administrator of the cluster.',
    },
    {
      symptom: 'ConnectTimeout',
      remedy:
        'the address is not reachable from here. For a GKE cluster set `endpoint: dns`; otherwise allow this address, or run the command inside the network.',
    },
    {
      symptom: 'ListingForbidden',
      remedy:
        'the account may not list the repository. Run the printed command as its owner, or name another account with `registries[].impersonate`.',
    },
    {
      symptom: 'policy unknown',
      remedy:
        'no patch could be tested: the right to patch is missing, as with infra/rbac/read-only.yaml, or no workload exists.',
    },
    {
      symptom: 'policy missing',
      remedy:
        'the credentials of the updater can change more than images. infra/rbac/image-only-policy.yaml restricts them to images.',
    },
  ],
};
