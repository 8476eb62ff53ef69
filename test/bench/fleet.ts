/** One event over a fleet of clusters, against one event for each of them alone. */
import { interleaved, pick } from '../support/paired-runs.ts';
import type { Program } from './program.ts';
import { pairedRow, type Section } from './row.ts';
import type { Scale } from './scale.ts';
import type { Workbench } from './workbench.ts';

const AIMS = {
  processor: { bound: 'at most', amount: 1.1 },
  time: { bound: 'at most', amount: 1.5 },
} as const;

/**
 * One of the clusters is slow: what it takes alone is what the event should take, as far as the one core that
 * JavaScript has allows. `idlePeak` is the peak of a Node process that does nothing, in MB.
 */
export async function measureFleet(
  bench: Workbench,
  { clusters, workloads, slowMs, pairs }: Scale['fleet'],
  idlePeak: number,
): Promise<Section> {
  const fleet = await bench.start('fleet', { arguments: [clusters, workloads, slowMs].map(String) });
  const together = await bench.start('fleet-event', { arguments: [fleet.address] });
  const alone = await bench.start('fleet-event', { arguments: [fleet.address] });
  const runs = await interleaved(pairs + 1, asking(together, 'together'), asking(alone, 'alone'));
  const peak = [(await together.ask('peak')) - idlePeak, (await alone.ask('peak')) - idlePeak] as const;
  await Promise.all([fleet, together, alone].map(({ stop }) => stop()));
  // The first pair warms up.
  const measured = runs.slice(1);
  if (measured.some(({ a, b }) => a.found !== b.found || a.found === 0))
    throw new Error('the two did not find the same');
  const more = ({ a, b }: { a: number; b: number }) => a / b;
  return {
    title: `One event, ${clusters} clusters of ${workloads} workloads, one of them ${slowMs} ms slow (${pairs} pairs)`,
    columns: ['together', 'each alone'],
    rows: [
      pairedRow(
        { what: 'processor time, in all', unit: 'ms' },
        pick(measured, ({ processor }) => processor),
        more,
        {
          unit: '×',
          aim: AIMS.processor,
        },
      ),
      pairedRow(
        { what: 'time, beside the slowest', unit: 'ms' },
        pick(measured, ({ time }) => time),
        more,
        {
          unit: '×',
          aim: AIMS.time,
        },
      ),
      { what: 'peak above idle Node', unit: 'MB', values: peak },
    ],
  };
}

function asking(program: Program, question: 'together' | 'alone') {
  return async () => ({
    time: await program.ask(question),
    processor: await program.ask('processor'),
    found: await program.ask('found'),
  });
}
