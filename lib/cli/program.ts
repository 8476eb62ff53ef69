/** The commands of `image-updater`. Each declares itself in its folder, and loads what it runs with when it is run. */
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { COMMAND_NAME } from './command-name.ts';
import { addApply } from './apply/command.ts';
import { addClusters } from './clusters/command.ts';
import { addConfigCheck } from './config-check/command.ts';
import { addDemo } from './demo/command.ts';
import { addHold, addRelease } from './hold/command.ts';
import { addImages } from './images/command.ts';
import { addPlan } from './plan/command.ts';
import { addPolicy } from './policy/command.ts';
import { addReplay } from './replay/command.ts';
import { addServe } from './serve/command.ts';
import { addSubscribe } from './subscribe/command.ts';

/** In the order of `--help`. */
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
  addReplay,
  addSubscribe,
  addServe,
];

/** All of them; a wrong use throws commander's error, which says what is wrong. */
export function openProgram(): Command {
  const program = new Command(COMMAND_NAME.run)
    .description(packageJson.description)
    .version(packageJson.version)
    .showHelpAfterError('(add --help for usage)')
    .exitOverride()
    .addHelpText('after', HELP);
  for (const add of COMMANDS) add(program);
  return program;
}

const HELP = `
Exit codes: 0 done, 1 something failed, 2 wrong use, 130 interrupted.
Colour: none with NO_COLOR, or where the output is no terminal.`;
