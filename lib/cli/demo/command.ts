/** `image-updater demo`: options and help. */
import type { Command } from 'commander';
import { addHelp, type CommandHelp } from '../command-help.ts';
import { EXIT } from '../exit-code.ts';

export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .description(
      'run two sandbox clusters and the function locally, send events, and show what changes and why',
    )
    .option('--keep', 'keep running, and print a curl command that sends the next event')
    .action(async ({ keep = false }: { readonly keep?: boolean }) => {
      const { runDemo } = await import('./run-demo.ts');
      process.exitCode = await runDemo({ keep, write: (text) => process.stdout.write(text) });
    });
  addHelp(command, HELP);
}

const HELP: CommandHelp = {
  details: [
    'Starts two in-memory Kubernetes API servers and the real function on loopback addresses. Sends seven registry events to the function: pushes, a duplicate, a late push, a push after a rollback, a deletion and a malformed message. Prints the result of each. No account, cluster or network access is needed.',
  ],
  examples: ({ run }) => `${run} demo
${run} demo --keep`,
  exitCodes: [
    [EXIT.done, 'the function answered every event with 204'],
    [EXIT.failed, 'the function answered an event with another status'],
    [EXIT.misuse, 'wrong use'],
  ],
  troubleshooting: [
    {
      symptom: 'escape characters in a file',
      remedy: 'redirected output has none; set NO_COLOR=1 if a tool pretends to be a terminal.',
    },
  ],
};
