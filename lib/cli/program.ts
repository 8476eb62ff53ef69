/** The commands of `image-updater`. Each is declared in its folder, and loads its implementation when it runs. */
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addHelp, type CommandHelp } from './command-help.ts';
import { COMMAND_NAME } from './command-name.ts';
import { EXIT } from './exit-code.ts';
import { addApply } from './apply/command.ts';
import { addClusters } from './clusters/command.ts';
import { addConfigCheck } from './config-check/command.ts';
import { addDemo } from './demo/command.ts';
import { addHold, addRelease } from './hold/command.ts';
import { addImages } from './images/command.ts';
import { addPlan } from './plan/command.ts';
import { addPolicy } from './policy/command.ts';
import { addReconcile } from './reconcile/command.ts';
import { addReplay } from './replay/command.ts';
import { addServe } from './serve/command.ts';
import { addSubscribe } from './subscribe/command.ts';

/** In the order in which `--help` lists them. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  addDemo,
  addPlan,
  addApply,
  addPolicy,
  addImages,
  addHold,
  addRelease,
  addClusters,
  addConfigCheck,
  addReconcile,
  addReplay,
  addSubscribe,
  addServe,
];

/** The program with all commands. A wrong use throws commander's error, after commander has printed what is wrong. */
export function openProgram(): Command {
  const program = new Command(COMMAND_NAME.run)
    .description(packageJson.description)
    .version(packageJson.version)
    .showHelpAfterError('(add --help for usage)')
    .exitOverride();
  addHelp(program, HELP);
  for (const add of COMMANDS) add(program);
  return program;
}

const HELP: CommandHelp = {
  details: [
    'Commands use your own credentials for clusters and Google Cloud, not those of the function. `apply`, `reconcile`, `hold` and `release` patch workloads; `apply` and `reconcile` ask for confirmation first. `replay` publishes messages, `subscribe` and `serve` process events. All other commands change nothing.',
    'The configuration is the file of --config; without it, the file that IMAGE_UPDATER_CONFIG_FILE names, or the YAML text in IMAGE_UPDATER_CONFIG. Set only one of the two variables.',
    'Results are written to standard output, everything else to standard error. Headings are bold if standard output is a terminal and NO_COLOR is not set.',
  ],
  examples: ({ run }) => `${run} demo
${run} config check config.yaml
${run} clusters --config config.yaml
${run} plan nginx:1.29 --config config.yaml
${run} plan --help`,
  exitCodes: [
    [EXIT.done, 'done'],
    [EXIT.failed, 'something failed; the output says what'],
    [EXIT.misuse, 'wrong use, or no usable configuration: nothing was done'],
    [EXIT.interrupted, 'interrupted'],
  ],
  troubleshooting: [
    {
      symptom: 'cannot be used',
      remedy: 'the configuration is missing or invalid. `config check` reports all errors at once.',
    },
    {
      symptom: 'the first line of JSON output is not JSON',
      remedy: 'in a pipe write `--silent` after `npm run`. Without it, npm prints a line of its own.',
    },
  ],
};
