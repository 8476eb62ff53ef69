/** `image-updater demo`: its declaration. */
import type { Command } from 'commander';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'run two clusters and the function on this machine: push an image, see what changes, and why not',
    )
    .option('--keep', 'keep running, and print a curl command for the next event', false)
    .action(async ({ keep }: { keep: boolean }) => {
      const { runDemo } = await import('./run-demo.ts');
      process.exitCode = await runDemo({ keep, write: (text) => process.stdout.write(text) });
    });
}
