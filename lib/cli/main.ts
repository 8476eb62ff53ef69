#!/usr/bin/env node
/** `image-updater`: the command line. Each command loads its own libraries when it is run. */
import { styleText } from 'node:util';
import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { ClustersOptions } from './clusters.ts';
import type { ConfigCheckOptions } from './config-check.ts';
import { renderComplaints } from '../config/complaint.ts';
import { silenceLibraries } from '../config/silence-libraries.ts';
import { Fault } from '../core/fault.ts';
import { commandOf, remedyOf } from '../core/reason.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { CLUSTERS_HELP, CONFIG_CHECK_HELP, CONFIG_HELP, CONFIG_OPTION } from './help.ts';
import { openProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

// `image-updater … | head` is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const JSON_HELP = 'one JSON document instead of text';

const program = new Command('image-updater')
  .description(
    'Updates the images of Kubernetes workloads when Google Artifact Registry says that they were pushed.',
  )
  .version(packageJson.version)
  .showHelpAfterError('(add --help for usage)')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 something failed, 2 wrong use, 130 interrupted.\nColour: none with NO_COLOR, or where the output is no terminal.',
  );

program
  .command('demo')
  .description(
    'two clusters and the function on this machine: push an image and see what changes, and why not',
  )
  .option('--keep', 'leave it running, with a curl line for the next event', false)
  .action(async ({ keep }: { keep: boolean }) => {
    const { demo } = await import('./demo/demo.ts');
    process.exitCode = await demo({ keep, write: (text) => process.stdout.write(text) });
  });

program
  .command('clusters')
  .description(
    'every configured cluster: can it be reached, who are we there, what may we do, what is to be done',
  )
  .option(CONFIG_OPTION, CONFIG_HELP)
  .option('--json', JSON_HELP)
  .addHelpText('after', CLUSTERS_HELP)
  .action(async (options: ClustersOptions) => {
    const { clusters } = await import('./clusters.ts');
    process.exitCode = await clusters(options, untilInterrupted());
  });

program
  .command('config')
  .description('what the updater is told')
  .command('check')
  .description('everything that is wrong with a configuration, each with its place and what was expected')
  .argument('[file]', CONFIG_HELP)
  .option('--online', 'ask every cluster as well, as `clusters` does')
  .option('--json', JSON_HELP)
  .addHelpText('after', CONFIG_CHECK_HELP)
  .action(async (file: string | undefined, options: ConfigCheckOptions) => {
    const { configCheck } = await import('./config-check.ts');
    process.exitCode = await configCheck({ ...options, file }, untilInterrupted());
  });

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = codeOf(thrown);
}

// Questions that were sent already may hold the process up for half a minute, and nobody waits for their answers.
if (process.exitCode === EXIT.interrupted) process.stdout.write('', () => process.exit());

function codeOf(thrown: unknown): ExitCode {
  // Commander has said what is wrong, and what there is.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.misuse;
  if (!(thrown instanceof Fault)) throw thrown;
  const { reason, message, terms } = thrown;
  const lines = [`${reason}: ${message}`, remedyOf(reason, terms), commandOf(reason, terms) ?? []].flat();
  process.stderr.write(`${lines.join('\n')}\n`);
  return reason === 'InvalidConfig' ? EXIT.misuse : EXIT.failed;
}

/** The process itself; the first Ctrl-C lets the command end, the second ends it at once. */
function untilInterrupted(): Surroundings {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  const warnings = silenceLibraries(process.env);
  if (warnings.length > 0) process.stderr.write(`${renderComplaints(warnings)}\n`);
  return {
    environment: process.env,
    write: (text) => process.stdout.write(text),
    note: (text) => process.stderr.write(text),
    bold: (text) => styleText('bold', text, { stream: process.stdout }),
    openProgress: (unit) => openProgress(process.stderr, unit),
    signal: interruption.signal,
  };
}
