/** `image-updater config check`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runQuery } from '../lifecycle.ts';
import { CONFIG_HELP, JSON_DOCUMENT } from '../options.ts';
import type { ConfigCheckOptions } from './run-config-check.ts';

export function addConfigCheck(program: Command): void {
  program
    .command('config')
    .description('inspect the configuration')
    .command('check')
    .description(
      'report everything that is wrong with a configuration, each with its place and what was expected',
    )
    .argument('[file]', CONFIG_HELP)
    .option('--online', 'also connect to every cluster, as `clusters` does')
    .option(...JSON_DOCUMENT)
    .addHelpText('after', HELP(COMMAND_NAME))
    .action((file: string | undefined, options: ConfigCheckOptions) =>
      runQuery(async (context) => {
        const { runConfigCheck } = await import('./run-config-check.ts');
        return runConfigCheck({ ...options, file }, context);
      }),
    );
}

const HELP = ({ run, quiet }: CommandName): string => `
Examples:
  ${run} config check config.yaml
  ${run} config check config.yaml --online
  IMAGE_UPDATER_CONFIG_FILE=config.yaml \\
    ${quiet} config check --json

Exit code: 0 configuration OK, 1 there are complaints, or a cluster is not
ready, 2 wrong use, or no configuration to check.
`;
