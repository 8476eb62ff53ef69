/** `npm run bench`: measures, beside what each number is worth comparing with, and prints one table. */
import { Command } from 'commander';
import { runAbuse } from './abuse/abuse.ts';
import { FULL_ABUSE, QUICK_ABUSE } from './abuse/scale.ts';
import { runBench } from './bench.ts';
import type { Section } from './row.ts';
import { FULL, QUICK } from './scale.ts';
import { benchTable } from './table.ts';
import { printProgress } from '../support/print-progress.ts';

interface Options {
  readonly quick: boolean;
}

const QUICK_OPTION = 'a few seconds, to see that it runs; the numbers say nothing';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
const OPTIONS = { progress: printProgress, signal: interrupted.signal };

const program = new Command('npm run bench --');
program
  .command('speed', { isDefault: true })
  .description(
    'Measures cold start, list and decide, and events at once, in about two minutes; this is what runs unless a command ' +
      'is named. Absolute numbers belong to this machine: look at the ratios, which are of runs side by side.',
  )
  .option('--quick', QUICK_OPTION, false)
  .action(({ quick }: Options) => print(runBench(quick ? QUICK : FULL, OPTIONS)));
program
  .command('abuse')
  .description(
    'Measures what strangers without credentials (a gzip bomb, large and many bodies) and owners of workloads (large ' +
      'records, a common image) can do to the memory of the functions and of `serve`, each a fresh process with the ' +
      'flags of an instance of 512 MiB, and how long /health takes meanwhile; in a few minutes, on Linux alone. The ' +
      'memory is the peak above what one real event leaves.',
  )
  .option('--quick', QUICK_OPTION, false)
  .action(({ quick }: Options) => print(runAbuse(quick ? QUICK_ABUSE : FULL_ABUSE, OPTIONS)));

try {
  await program.parseAsync();
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
}

async function print(sections: Promise<readonly Section[]>): Promise<void> {
  process.stdout.write(benchTable(await sections));
}
