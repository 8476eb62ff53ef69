/** Cold start: from the start of a process to the answer to its first event. */
import { UNUSED } from './deployments.ts';
import { sendPush } from './event.ts';
import { interleaved, pick } from './pairs.ts';
import { pairedRow, type Section } from './row.ts';
import type { Scale } from './scale.ts';
import type { Workbench } from './workbench.ts';

const AIM = { bound: 'at most', amount: 60 } as const;

/** Our function, which scans a small cluster, against one that answers 204 and does nothing. */
export async function measureColdStart(bench: Workbench, scale: Scale['coldStart']): Promise<Section> {
  const { workloads, pairs } = scale;
  const cluster = await bench.start('cluster', { arguments: [String(workloads), 'some'] });
  const environment = {
    IMAGE_UPDATER_CONFIG: `{ clusters: [{ name: bench, server: '${cluster.address}' }] }`,
  };
  const start = (name: 'bare-framework' | 'image-pushed') => async () => {
    const begin = performance.now();
    const program = await bench.start(name, { environment });
    await sendPush(program.address, UNUSED);
    const time = performance.now() - begin;
    const resident = await program.ask('resident');
    await program.stop();
    return { time, resident };
  };
  const starts = await interleaved(pairs, start('image-pushed'), start('bare-framework'));
  await cluster.stop();
  const times = pick(starts, ({ time }) => time);
  const memory = pick(starts, ({ resident }) => resident);
  const more = ({ a, b }: { a: number; b: number }) => a - b;
  return {
    title: `Cold start: process to first 204, one cluster of ${workloads} workloads (${pairs} pairs)`,
    columns: ['imagePushed', 'framework'],
    rows: [
      pairedRow({ what: 'time', unit: 'ms' }, times, more, { unit: 'ms', difference: true, aim: AIM }),
      pairedRow({ what: 'resident memory', unit: 'MB' }, memory, more, { unit: 'MB', difference: true }),
    ],
  };
}
