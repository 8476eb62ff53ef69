/** Events of eight images at once in one instance, against the same events one after the other in another. */
import { IMAGES } from '../support/measured-deployments.ts';
import { sendPush } from '../support/send-push.ts';
import { interleaved, medians, pick } from '../support/paired-runs.ts';
import { pairedRow, type Section } from './row.ts';
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
  const environment = { IMAGE_UPDATER_CONFIG: config };
  const busy = await bench.start('image-pushed', { environment });
  const patient = await bench.start('image-pushed', { environment });
  const timed = (send: () => Promise<unknown>) => async () => {
    const begin = performance.now();
    await send();
    return { time: performance.now() - begin, connections: await cluster.ask('connections') };
  };
  const runs = await interleaved(
    pairs + 1,
    timed(() => sendAtOnce(busy.address)),
    timed(() => sendInTurn(patient.address)),
  );
  const peak = [(await busy.ask('peak')) - idlePeak, (await patient.ask('peak')) - idlePeak] as const;
  await Promise.all([cluster, busy, patient].map(({ stop }) => stop()));
  // The first pair warms up.
  const times = pick(runs.slice(1), ({ time }) => time);
  const connections = medians(pick(runs.slice(1), (run) => run.connections));
  return {
    title: `${IMAGES.length} events in one instance, ${workloads.toLocaleString('en')} workloads (${pairs} pairs)`,
    columns: ['at once', 'in turn'],
    rows: [
      pairedRow({ what: 'time', unit: 'ms' }, times, ({ a, b }) => b / a, { unit: '×' }),
      { what: 'connections', unit: 'connections', values: connections },
      { what: 'peak above idle Node', unit: 'MB', values: peak },
    ],
  };
}

async function sendAtOnce(address: string): Promise<void> {
  await Promise.all(IMAGES.map((image) => sendPush(address, image)));
}

async function sendInTurn(address: string): Promise<void> {
  for (const image of IMAGES) await sendPush(address, image);
}
