/** The whole bench, one measurement after the other. */
import { measureAtOnce } from './at-once.ts';
import { measureColdStart } from './cold-start.ts';
import { measureFleet } from './fleet.ts';
import {
  growthSection,
  listSection,
  listTitle,
  measureList,
  type ListMeasurement,
} from './list-and-decide.ts';
import type { Section } from './row.ts';
import type { Scale } from './scale.ts';
import { withWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';

/** Of a workbench; its signal ends all processes at once. */
export interface BenchOptions extends WorkbenchOptions {
  /** Takes a line before each step. */
  readonly progress: (line: string) => void;
}

/** Measures everything. @throws where a process fails, or two that are compared do not find the same. */
export function runBench(scale: Scale, { progress, ...options }: BenchOptions): Promise<Section[]> {
  progress('Build');
  return withWorkbench(options, async (bench) => {
    const idlePeak = await peakOfIdle(bench);
    progress('Cold start');
    const coldStart = await measureColdStart(bench, scale.coldStart);
    const lists: ListMeasurement[] = [];
    for (const list of scale.lists) {
      progress(listTitle(list));
      lists.push(await measureList(bench, list));
    }
    progress('Events at once');
    const atOnce = await measureAtOnce(bench, scale.atOnce, idlePeak);
    progress('A fleet of clusters');
    const fleet = await measureFleet(bench, scale.fleet, idlePeak);
    return [
      ...coldStart,
      ...lists.map((list) => listSection(list, idlePeak)),
      ...growth(lists),
      atOnce,
      fleet,
    ];
  });
}

async function peakOfIdle(bench: Workbench): Promise<number> {
  const idle = await bench.start('idle');
  const peak = await idle.ask('peak');
  await idle.stop();
  return peak;
}

/** Between the first two: a small and a large cluster of the same kind. */
function growth([small, large]: readonly ListMeasurement[]): Section[] {
  return small === undefined || large === undefined ? [] : [growthSection(small, large)];
}
