/** A list that the bench asks for again and again: how long the last one took, and what it found. */
import type { Answers } from './answering.ts';
import { MEMORY } from './memory.ts';

/** What one run took, in milliseconds, and how many workloads it found. */
interface Run {
  readonly time: number;
  readonly processor: number;
  readonly found: number;
}

/** Answers for a program whose `work` gives the number of workloads that use the image. */
export function repeated(work: () => Promise<number>): Answers {
  let last: Run = { time: NaN, processor: NaN, found: NaN };
  return {
    ...MEMORY,
    run: async () => {
      last = await measured(work);
      return last.time;
    },
    processor: () => last.processor,
    found: () => last.found,
  };
}

async function measured(work: () => Promise<number>): Promise<Run> {
  const used = process.cpuUsage();
  const begin = performance.now();
  const found = await work();
  const time = performance.now() - begin;
  const { user, system } = process.cpuUsage(used);
  return { time, processor: (user + system) / 1000, found };
}
