/** `image-updater policy`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runQuery } from '../lifecycle.ts';
import type { PolicyOptions } from './run-policy.ts';

export function addPolicy(program: Command): void {
  const command = program
    .command('policy')
    .description('evaluate a policy on tags, offline: no cluster and no registry is contacted')
    .argument('[policy]', 'policy, such as semver:^1, same-tag or glob:main-*')
    .argument('[current]', 'running tag: TAG, TAG@sha256:… or @sha256:…')
    .argument('[pushed...]', 'pushed tags: TAG or TAG@sha256:…')
    .option('--json', 'print one JSON object for each tag, on a line of its own')
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
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Evaluates only the policy: applied labels, times and owners are not considered. If digests are given, a digest that already runs is AlreadyCurrent (under `pin: tag` another tag of the same digest is still written). Without digests, a push of the same tag counts as new content, except for policies that order by version.',
    'Without arguments, each line of standard input is `policy<TAB>current<TAB>pushed`. Each output line repeats the three fields, followed by result and reason.',
  ],
  examples: ({ run, quiet }) => `${run} policy 'semver:^1' 1.2.3 1.3.0 2.0.0
${run} policy \\
  'pattern:^(?<number>\\d+)-(?<track>.+)$' 123-main 124-main
printf 'minor\\t1.2.3\\t1.3.0\\n' |
  ${quiet} policy --json`,
  json: 'one object on each line: policy, current, pushed, result, reason and detail. The result is `update` (the reason is null) or `skip`. The detail is the expected and the actual value, or a hint; null if there is none.',
  exitCodes: [
    [EXIT.done, 'everything was evaluated; a skip is not an error'],
    [EXIT.failed, 'an input line is malformed'],
    [EXIT.misuse, 'wrong use, or an invalid policy or tag'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    {
      symptom: 'InvalidPolicy',
      remedy:
        'the policy cannot be parsed; the detail says what is expected. Quote policies in a shell: `semver:>=1 <2` contains operators.',
    },
    {
      symptom: 'the result differs from that of a push',
      remedy: 'a push is also compared with earlier pushes and checked for holds and owners. Use `plan`.',
    },
  ],
};
