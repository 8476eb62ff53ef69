/** `image-updater policy`: its declaration and help. */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from '../command-name.ts';
import { runQuery } from '../lifecycle.ts';
import type { PolicyOptions } from './run-policy.ts';

export function addPolicy(program: Command): void {
  program
    .command('policy')
    .description('evaluate a policy on tags; connects to no cluster and no registry')
    .argument('[policy]', 'a policy, such as semver:^1, same-tag or glob:main-*')
    .argument('[current]', 'the running tag: TAG, TAG@sha256:… or @sha256:…')
    .argument('[pushed...]', 'pushed tags: TAG or TAG@sha256:…')
    .option('--json', 'print a line of JSON for each tag')
    .addHelpText('after', HELP(COMMAND_NAME))
    .action(
      (
        text: string | undefined,
        current: string | undefined,
        pushed: readonly string[],
        options: PolicyOptions,
      ) =>
        runQuery(async (context) => {
          const { runPolicy } = await import('./run-policy.ts');
          const words = [text, current, ...pushed].flatMap((word) => word ?? []);
          return runPolicy(words, options, context);
        }),
    );
}

const HELP = ({ run, quiet }: CommandName): string => `
Evaluates the policy alone: applied labels, times and owners do not count. With
digests, a digest that runs already is AlreadyCurrent (under pin: tag another
tag of it is written all the same); without, a push of the same tag counts as
new content, but for policies that order by version.

Examples:
  ${run} policy 'semver:^1' 1.2.3 1.3.0 2.0.0
  ${run} policy \\
    'pattern:^(?<number>\\d+)-(?<track>.+)$' 123-main 124-main
  printf 'minor\\t1.2.3\\t1.3.0\\n' |
    ${quiet} policy --json

Standard input, without arguments: policy<TAB>current<TAB>pushed on each line;
each line of the output repeats them, with result and reason.
--json: {"policy","current","pushed","result","reason","detail"} on each line;
the result is update, with the reason null, or skip. The detail says what was
expected and what came, or is a hint at an update; null where there is none.

Exit code: 0 everything was evaluated, 1 a line is malformed, 2 wrong use, or
an invalid policy or tag.
`;
