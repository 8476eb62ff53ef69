/** Cold start: from the start of a process to the answer to its first event. */
import { UNUSED } from './deployments.ts';
import { sendPush } from './event.ts';
import { interleaved, median } from './pairs.ts';
import { timeRow, type Section } from './row.ts';
import type { Scale } from './scale.ts';
import type { Workbench } from './workbench.ts';

type Contestant = 'bare-framework' | 'image-pushed';

/** Our function against one that answers 204 and does nothing; ours scans a small cluster. */
export async function measureColdStart(bench: Workbench, scale: Scale['coldStart']): Promise<Section> {
  const { workloads, pairs } = scale;
  const cluster = await bench.start('cluster', { arguments: [String(workloads), 'some'] });
  const environment = {
    IMAGE_UPDATER_CONFIG: `{ clusters: [{ name: bench, server: '${cluster.address}' }] }`,
  };
  const resident: Record<Contestant, number[]> = { 'image-pushed': [], 'bare-framework': [] };
  const run = (name: Contestant) => async () => {
    const begin = performance.now();
    const program = await bench.start(name, { environment });
    await sendPush(program.address, UNUSED);
    const took = performance.now() - begin;
    resident[name].push(await program.ask('resident'));
    await program.stop();
    return took;
  };
  const times = await interleaved(pairs, run('image-pushed'), run('bare-framework'));
  await cluster.stop();
  const [ours, bare] = [median(resident['image-pushed']), median(resident['bare-framework'])];
  return {
    title: `Cold start: process to first 204, one cluster of ${workloads} workloads (${pairs} pairs)`,
    columns: ['imagePushed', 'framework'],
    rows: [
      timeRow(times, ({ a, b }) => a - b, {
        unit: 'ms',
        difference: true,
        aim: { bound: 'at most', amount: 60 },
      }),
      {
        what: 'resident memory',
        unit: 'MB',
        values: [ours, bare],
        reached: { amount: ours - bare, unit: 'MB', difference: true },
      },
    ],
  };
}
