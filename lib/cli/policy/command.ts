/** `image-updater policy`: its declaration and help. */
import type { Command } from 'commander';
import { runQuery } from '../lifecycle.ts';
import type { PolicyOptions } from './run-policy.ts';

export function addPolicy(program: Command): void {
  program
    .command('policy')
    .description('would a policy let these tags through, and why not; asks no cluster and no registry')
    .argument('[policy]', 'such as semver:^1, same-tag or glob:main-*')
    .argument('[current]', 'the tag that runs, TAG, TAG@sha256:… or @sha256:…')
    .argument('[pushed...]', 'tags that are pushed, TAG or TAG@sha256:…')
    .option('--json', 'a line of JSON for each')
    .addHelpText('after', HELP)
    .action(
      (
        text: string | undefined,
        current: string | undefined,
        pushed: readonly string[],
        options: PolicyOptions,
      ) =>
        runQuery(async (surroundings) => {
          const { runPolicy } = await import('./run-policy.ts');
          const words = [text, current, ...pushed].flatMap((word) => word ?? []);
          return runPolicy(words, options, surroundings);
        }),
    );
}

const HELP = `
The policy's own answer: marks, times and who owns a workload are left out. With
digests, bits that run already are AlreadyCurrent; without, a push of the same
tag counts as new bits, but under policies by version.

Examples:
  image-updater policy 'semver:^1' 1.2.3 1.3.0 2.0.0
  image-updater policy 'pattern:^(?<number>\\d+)-(?<track>.+)$' 123-main 124-main
  printf 'minor\\t1.2.3\\t1.3.0\\n' | image-updater policy --json

Standard input, without parameters: policy<TAB>current<TAB>pushed a line; the
answers come as lines of the same with result and reason.
--json: {"policy","current","pushed","result","reason"} a line; the result is
update, with no reason (null), or skip.

Exit code: 0 all were answered, 1 a line is no question, 2 wrong use, or a
policy or tag that cannot be read.
`;
