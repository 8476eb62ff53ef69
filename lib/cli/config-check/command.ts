/** `image-updater config check`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG_HELP, JSON_DOCUMENT } from '../options.ts';
import type { ConfigCheckOptions } from './run-config-check.ts';

export function addConfigCheck(program: Command): void {
  const command = program
    .command('config')
    .description('inspect the configuration')
    .command('check')
    .description('validate a configuration, and report all errors and warnings')
    .argument('[file]', CONFIG_HELP)
    .option(
      '--online',
      'also check every cluster, like `clusters`, and whether the registries of running images can be listed',
    )
    .option(...JSON_DOCUMENT)
    .action((file: string | undefined, options: ConfigCheckOptions) =>
      runQuery(async (context) => {
        const { runConfigCheck } = await import('./run-config-check.ts');
        return runConfigCheck({ ...options, file }, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Reports all errors and warnings at once, each with its place in the file, the expected value and the actual value. Without --online it connects to nothing. With it, registries are checked if the configuration has `reconcile` or `registries`: one request for each Artifact Registry repository whose images run and are followed, as the account that would list it.',
  ],
  examples: ({ run, quiet }) => `${run} config check config.yaml
${run} config check config.yaml --online
IMAGE_UPDATER_CONFIG_FILE=config.yaml \\
  ${quiet} config check --json`,
  json: 'valid, complaints and warnings, each with code, path and message; if the configuration is valid, a summary of its settings (configures), and with --online the document of `clusters` (online) and, if they were checked, the registries: for each Artifact Registry repository whether it can be listed (ready) or why not (fault, with a command), and the followed repositories elsewhere (unlisted).',
  exitCodes: [
    [EXIT.done, 'configuration OK; warnings are allowed'],
    [EXIT.failed, 'the configuration is invalid, a cluster is not ready, or a repository cannot be listed'],
    [EXIT.misuse, 'wrong use, or no configuration to check'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    {
      symptom: 'ListingForbidden',
      remedy:
        'the account may not list the repository, or it does not exist. Run the printed command as its owner, or name another account with `registries[].impersonate`.',
    },
    {
      symptom: 'expected one of the keys',
      remedy: 'the key is misspelled or in the wrong mapping. The message lists the known keys.',
    },
    {
      symptom: 'IMAGE_UPDATER_CONFIG: expected',
      remedy:
        'no configuration was given. Pass a file, or set IMAGE_UPDATER_CONFIG_FILE or IMAGE_UPDATER_CONFIG, but not both.',
    },
  ],
};
