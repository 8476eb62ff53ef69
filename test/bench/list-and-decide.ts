/** List and decide: which workloads of a cluster would a push change? Ours against client-node's typed list. */
import { IMAGES, repositoryOf } from './deployments.ts';
import { interleaved } from './pairs.ts';
import type { Program } from './program.ts';
import { timeRow, type Row, type Section } from './row.ts';
import type { ListScale, Scale } from './scale.ts';
import type { Workbench } from './workbench.ts';

/** At least so many times as fast, and at most so many MB more than an idle process, however large the cluster. */
const AIM = { ratio: 3, added: 25, growth: 5 } as const;

interface Measured {
  readonly scale: ListScale;
  readonly section: Section;
  /** MB at the peak beyond an idle process, ours and theirs. */
  readonly added: readonly [number, number];
}

/** One section for each scale, and one on how memory grows with the cluster. */
export async function measureLists(
  bench: Workbench,
  scales: Scale['lists'],
  idlePeak: number,
  progress: (line: string) => void,
): Promise<Section[]> {
  const measured: Measured[] = [];
  for (const scale of scales) {
    progress(titleOf(scale));
    measured.push(await measureList(bench, scale, idlePeak));
  }
  return measured.map(({ section }) => section).concat(growthOf(measured));
}

async function measureList(bench: Workbench, scale: ListScale, idlePeak: number): Promise<Measured> {
  const { workloads, users, pairs } = scale;
  const cluster = await bench.start('cluster', { arguments: [String(workloads), users] });
  const options = { arguments: [cluster.address, repositoryOf(IMAGES[0])] };
  const ours = await bench.start('scan', options);
  const theirs = await bench.start('client-node', options);
  // The first runs warm up, and have to agree.
  const times = (await interleaved(pairs + 1, () => ours.ask('run'), () => theirs.ask('run'))).slice(1);
  await requireSameFound(ours, theirs);
  const added = [(await ours.ask('peak')) - idlePeak, (await theirs.ask('peak')) - idlePeak] as const;
  await Promise.all([cluster, ours, theirs].map(({ stop }) => stop()));
  const time = timeRow(times, ({ a, b }) => b / a, { unit: '×', aim: { bound: 'at least', amount: AIM.ratio } });
  return {
    scale,
    added,
    section: {
      title: `${titleOf(scale)} (${pairs} pairs)`,
      columns: ['ours', 'client-node'],
      rows: [time, memoryRow(scale, added)],
    },
  };
}
