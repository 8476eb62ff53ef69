/** `image-updater apply`: options, arguments and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';
import { runMutation } from '../lifecycle.ts';
import { CONFIG, EVENT, IGNORE_LIMIT, JSON_DOCUMENT, PUSHED_IMAGE, UNPINNED } from '../options.ts';
import type { ApplyOptions } from './run-apply.ts';

export function addApply(program: Command): void {
  const command = program
    .command('apply')
    .description('print the plan, ask for confirmation, and apply it')
    .argument(...PUSHED_IMAGE)
    .option(...EVENT)
    .option('--yes', 'skip the confirmation prompt')
    .option(...UNPINNED)
    .option(...IGNORE_LIMIT)
    .option(...JSON_DOCUMENT)
    .option(...CONFIG)
    .action((image: string | undefined, options: ApplyOptions) =>
      runMutation(async (context) => {
        const { runApply } = await import('./run-apply.ts');
        return runApply({ ...options, image }, context);
      }),
    );
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Patches the workloads with your credentials. The push counts as published now, so it is newer than every earlier push. Policies, holds, GitOps owners and all other reasons to skip a container still apply. Update records and change causes contain your user name.',
    'Without a digest the registry is asked for it, once: the same digest is written everywhere, also if the tag moves meanwhile. If it does not name one, a container whose image has a digest is skipped (NoDigest), unless --unpinned is given. A cluster whose clock differs from the local clock by more than a minute is not changed (ClockSkew).',
    'Ctrl-C, SIGTERM and SIGHUP: patches in flight are finished, no further patch is started, and the report says what was done.',
  ],
  examples: ({ run, quiet }) => `${run} apply \\
  us-docker.pkg.dev/my-project/app/web:1.2.3@sha256:…
${quiet} apply nginx:1.29 --yes --json > report.json`,
  json: 'the report of the push. lib/report/report.schema.json describes it.',
  exitCodes: [
    [EXIT.done, 'done, or nothing to do'],
    [EXIT.failed, 'a cluster or a patch failed, the event is ignored, or a limit stops the push'],
    [EXIT.misuse, 'wrong use, no usable configuration, or no terminal for the confirmation prompt'],
    [EXIT.interrupted, 'interrupted, or not confirmed'],
  ],
  troubleshooting: [
    {
      symptom: 'expected --yes',
      remedy: 'standard input or standard error is not a terminal, as in CI. Add --yes.',
    },
    {
      symptom: 'Forbidden',
      remedy:
        'your account needs the verbs get, list and patch on the workloads. `clusters` prints the missing rights and the commands that grant them.',
    },
    {
      symptom: 'NoDigest',
      remedy:
        'the message on standard error says why the registry does not name the digest. Pass it as IMAGE:TAG@sha256:…, or add --unpinned.',
    },
    {
      symptom: 'ClockSkew',
      remedy: 'correct the clock that is wrong. A push from the future would block later pushes.',
    },
    {
      symptom: 'TooMany',
      remedy: 'the push exceeds `limits` of the configuration. Check the plan, then add --ignore-limit.',
    },
  ],
};
