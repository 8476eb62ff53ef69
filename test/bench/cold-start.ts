/** Cold start: from the start of a process to the answer to its first event. */
import { objectOr, parseJson } from '../../lib/core/text/json.ts';
import { UNUSED } from '../support/measured-deployments.ts';
import { sendPush } from '../support/send-push.ts';
import { interleaved, pick } from '../support/paired-runs.ts';
import { pairedRow, type Section } from './row.ts';
import type { Scale } from './scale.ts';
import type { Workbench } from './workbench.ts';

const AIM = { bound: 'at most', amount: 60 } as const;

/** The function before a plain cluster, and before one of GKE. */
export async function measureColdStart(bench: Workbench, scale: Scale['coldStart']): Promise<Section[]> {
  const workloads = String(scale.workloads);
  const plain = await bench.start('cluster', { arguments: [workloads, 'some'] });
  const config = `{ clusters: [{ name: bench, server: '${plain.address}' }] }`;
  const beforePlain = await measured(bench, scale, 'one cluster', { IMAGE_UPDATER_CONFIG: config });
  await plain.stop();
  const google = await bench.start('google', { arguments: [workloads] });
  const environment = textsOf(parseJson(google.address));
  const beforeGoogle = await measured(bench, scale, 'one GKE cluster, credentials and all', environment);
  await google.stop();
  return [beforePlain, beforeGoogle];
}

/** The function, which scans a small cluster, against one that answers 204 and does nothing. */
async function measured(
  bench: Workbench,
  { workloads, pairs }: Scale['coldStart'],
  before: string,
  environment: Readonly<Record<string, string>>,
): Promise<Section> {
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
  const times = pick(starts, ({ time }) => time);
  const memory = pick(starts, ({ resident }) => resident);
  const more = ({ a, b }: { a: number; b: number }) => a - b;
  return {
    title: `Cold start: process to first 204, ${before}, ${workloads} workloads (${pairs} pairs)`,
    columns: ['imagePushed', 'framework'],
    rows: [
      pairedRow({ what: 'time', unit: 'ms' }, times, more, { unit: 'ms', difference: true, aim: AIM }),
      pairedRow({ what: 'resident memory', unit: 'MB' }, memory, more, { unit: 'MB', difference: true }),
    ],
  };
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOr(value)).map(([name, text]) => [name, String(text)]));
}
