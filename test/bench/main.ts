/** `npm run bench`: measures, beside what each number is worth comparing with, and prints one table. */
import { Command } from 'commander';
import { runBench } from './bench.ts';
import { FULL, QUICK } from './scale.ts';
import { benchTable } from './table.ts';

const { quick } = new Command('npm run bench --')
  .description(
    'Measures cold start, list and decide, and events at once, in about two minutes. ' +
      'Absolute numbers belong to this machine: look at the ratios, which are of runs side by side.',
  )
  .option('--quick', 'a few seconds, to see that it runs; the numbers say nothing', false)
  .parse()
  .opts<{ quick: boolean }>();

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  const sections = await runBench(quick ? QUICK : FULL, progress, interrupted.signal);
  process.stdout.write(benchTable(sections));
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
}
