/** `npm run bench:cluster`: the project beside kubectl, client-node and curl, on one real API server. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { findAssets } from '../../support/control-plane/assets/find-assets.ts';
import { aimsReached } from './aims.ts';
import { runBench } from './bench.ts';
import { scanPlot } from './plot.ts';
import { FULL, QUICK, type Scale } from './scale.ts';
import { clusterTable } from './table.ts';
import { printProgress } from '../../support/print-progress.ts';

interface Options {
  readonly quick: boolean;
  readonly rounds?: number;
  readonly sizes?: readonly number[];
  readonly writePlot: boolean;
}

const PLOT = path.join(import.meta.dirname, 'scan.svg');

const options = new Command('npm run bench:cluster --')
  .description(
    'Measures scans and updates of a cluster on a real API server, in about eight minutes, beside kubectl, client-node ' +
      'and curl. Absolute numbers belong to this machine: look at the ratios, which are of runs side by side.',
  )
  .option('--quick', 'small clusters and one round, to see that it runs; the numbers say nothing', false)
  .option('--rounds <count>', 'how often each is run', readCount)
  .option('--sizes <counts>', 'numbers of Deployments, such as 1000,5000', readSizes)
  .option('--write-plot', `writes the plot to ${path.relative(process.cwd(), PLOT)}`, false)
  .parse()
  .opts<Options>();

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

try {
  await measure(scaleOf(options), options.writePlot);
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  printProgress('Interrupted; everything that was started is ended');
  process.exitCode = 130;
}

async function measure(scale: Scale, writePlot: boolean): Promise<void> {
  const assets = await findAssets({ environment: process.env, onProgress: printProgress });
  const { kubectl } = assets;
  if (kubectl === undefined) throw new Error('There is no kubectl to compare with.');
  const results = await runBench({
    assets: { ...assets, kubectl },
    scale,
    progress: printProgress,
    signal: interrupted.signal,
  });
  process.stdout.write(clusterTable(results, aimsReached(results, scale)));
  const plot = writePlot
    ? PLOT
    : path.join(await mkdtemp(path.join(tmpdir(), 'image-updater-plot-')), 'scan.svg');
  await writeFile(plot, scanPlot(results));
  printProgress(`Plot: ${plot}`);
}

function scaleOf({ quick, rounds, sizes }: Options): Scale {
  const scale = quick ? QUICK : FULL;
  return { sizes: sizes ?? scale.sizes, rounds: rounds ?? scale.rounds };
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('a whole number is expected');
  return count;
}

function readSizes(text: string): number[] {
  return text
    .split(',')
    .map(readCount)
    .toSorted((one, other) => one - other);
}
