#!/usr/bin/env node
/** `image-updater`: the command line. Each command loads its own libraries when it is run. */
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };

// `image-updater … | head` is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const program = new Command('image-updater')
  .description(
    'Updates the images of Kubernetes workloads when Google Artifact Registry says that they were pushed.',
  )
  .version(packageJson.version)
  .showHelpAfterError();

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

await program.parseAsync();
