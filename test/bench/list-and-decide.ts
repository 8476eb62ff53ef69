/** List and decide: which workloads of a cluster would a push change? The project against client-node's typed list. */
import { IMAGES, deploymentRepository } from '../support/measured-deployments.ts';
import { interleaved, pick, type Pair } from '../support/paired-runs.ts';
import type { Program } from './program.ts';
import { pairedRow, type Row, type Section } from './row.ts';
import type { ListScale } from './scale.ts';
import type { Workbench } from './workbench.ts';

/** So many times as fast, so many MB, and so many MB more for four times the cluster. */
const AIMS = {
  ratio: { bound: 'at least', amount: 3 },
  added: { bound: 'at most', amount: 25 },
  growth: { bound: 'at most', amount: 5 },
} as const;

/** One list, in milliseconds. */
interface Run {
  readonly time: number;
  /** Of all threads: others that want the machine's cores delay a run, and are not in this. */
  readonly processor: number;
}

export interface ListMeasurement {
  readonly scale: ListScale;
  readonly runs: readonly Pair<Run>[];
  /** The peak of each process, MB. */
  readonly peak: readonly [number, number];
  /** What of it came with the runs: its code and libraries were there before. */
  readonly added: readonly [number, number];
}

/** Both in processes of their own, against one cluster. */
export async function measureList(bench: Workbench, scale: ListScale): Promise<ListMeasurement> {
  const cluster = await bench.start('cluster', { arguments: [String(scale.workloads), scale.users] });
  const options = { arguments: [cluster.address, deploymentRepository(IMAGES[0])] };
  const ours = await bench.start('scan', options);
  const theirs = await bench.start('client-node', options);
  const ready = await askBoth('peak', ours, theirs);
  const runs = await interleaved(scale.pairs + 1, running(ours), running(theirs));
  const peak = await askBoth('peak', ours, theirs);
  await requireSameFound(ours, theirs);
  await Promise.all([cluster, ours, theirs].map(({ stop }) => stop()));
  // The first pair warms up.
  return { scale, runs: runs.slice(1), peak, added: [peak[0] - ready[0], peak[1] - ready[1]] };
}

export function listTitle({ workloads, users, pairs }: ListScale): string {
  const share = users === 'all' ? 'all use the image' : '1 % use the image';
  return `List and decide ${workloads.toLocaleString('en')} workloads, ${share} (${pairs} pairs)`;
}

/** `idlePeak` is the peak of a Node process that does nothing, in MB. */
export function listSection({ scale, runs, added, peak }: ListMeasurement, idlePeak: number): Section {
  const times = pick(runs, ({ time }) => time);
  const processor = pick(runs, (run) => run.processor);
  // The aims are for an image that few use; the plan of one that all use grows with the cluster.
  const [ratio, most] = scale.users === 'some' ? [{ aim: AIMS.ratio }, { aim: AIMS.added }] : [{}, {}];
  return {
    title: listTitle(scale),
    columns: ['ours', 'client-node'],
    rows: [
      pairedRow({ what: 'time', unit: 'ms' }, times, faster, { unit: '×', ...ratio }),
      pairedRow({ what: 'processor time', unit: 'ms' }, processor, faster, { unit: '×' }),
      memoryRow('peak above idle Node', [peak[0] - idlePeak, peak[1] - idlePeak]),
      { ...memoryRow('of it added by the runs', added), reached: { amount: added[0], unit: 'MB', ...most } },
    ],
  };
}

/** How much more memory the larger of two clusters takes. */
export function growthSection(small: ListMeasurement, large: ListMeasurement): Section {
  const [from, to] = [small, large].map(({ scale }) => scale.workloads.toLocaleString('en'));
  const growth = [large.added[0] - small.added[0], large.added[1] - small.added[1]] as const;
  const reached = { amount: growth[0], unit: 'MB', difference: true, aim: AIMS.growth } as const;
  return {
    title: `Memory for ${to} workloads beyond that for ${from}`,
    columns: ['ours', 'client-node'],
    rows: [{ ...memoryRow('added by the runs', growth), reached }],
  };
}

function running(program: Program): () => Promise<Run> {
  return async () => ({ time: await program.ask('run'), processor: await program.ask('processor') });
}

function faster({ a, b }: Pair<number>): number {
  return b / a;
}

function memoryRow(what: string, values: readonly [number, number]): Row {
  return { what, unit: 'MB', values };
}

async function askBoth(question: string, ours: Program, theirs: Program): Promise<[number, number]> {
  return [await ours.ask(question), await theirs.ask(question)];
}

/** Two that do not find the same are not worth comparing. */
async function requireSameFound(ours: Program, theirs: Program): Promise<void> {
  const [we, they] = await askBoth('found', ours, theirs);
  if (we !== they || we === 0) throw new Error(`the project found ${we} workloads, client-node ${they}`);
}
