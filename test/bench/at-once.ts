/** Events of eight images at once in one instance, against the same events one after the other in another. */
import { IMAGES } from './deployments.ts';
import { sendPush } from './event.ts';
import { interleaved, median } from './pairs.ts';
import { timeRow, type Section } from './row.ts';
import type { Scale } from './scale.ts';
import type { Workbench } from './workbench.ts';

/** `idlePeak` is the peak of a Node process that does nothing, in MB. */
export async function measureAtOnce(
  bench: Workbench,
  { workloads, pairs }: Scale['atOnce'],
  idlePeak: number,
): Promise<Section> {
  const cluster = await bench.start('cluster', { arguments: [String(workloads), 'some'] });
  // Observing: each run finds the cluster as it was, and patching is not what is measured.
  const config = `{ mode: observe, clusters: [{ name: bench, server: '${cluster.address}' }] }`;
  const options = { environment: { IMAGE_UPDATER_CONFIG: config } };
  const [busy, patient] = [
    await bench.start('image-pushed', options),
    await bench.start('image-pushed', options),
  ];
  const connections: [number[], number[]] = [[], []];
  const timed = (run: () => Promise<unknown>, used: number[]) => async () => {
    const begin = performance.now();
    await run();
    const took = performance.now() - begin;
    used.push(await cluster.ask('connections'));
    return took;
  };
  const atOnce = () => Promise.all(IMAGES.map((image) => sendPush(busy.address, image)));
  const inTurn = async () => {
    for (const image of IMAGES) await sendPush(patient.address, image);
  };
  const times = await interleaved(pairs + 1, timed(atOnce, connections[0]), timed(inTurn, connections[1]));
  const peak = [(await busy.ask('peak')) - idlePeak, (await patient.ask('peak')) - idlePeak] as const;
  await Promise.all([cluster, busy, patient].map(({ stop }) => stop()));
  return {
    title: `${IMAGES.length} events in one instance, ${workloads.toLocaleString('en')} workloads (${pairs} pairs)`,
    columns: ['at once', 'in turn'],
    rows: [
      timeRow(times.slice(1), ({ a, b }) => b / a, { unit: '×' }),
      {
        what: 'connections',
        unit: 'connections',
        values: [median(connections[0]), median(connections[1])],
      },
      { what: 'peak above idle Node', unit: 'MB', values: peak },
    ],
  };
}
