/** `npm run bench -- abuse`: what strangers and owners of workloads can do to the memory of a process. */
import type { BenchOptions } from '../bench.ts';
import type { Section } from '../row.ts';
import { withWorkbench } from '../workbench.ts';
import { TELLS_MEMORY } from './process-memory.ts';
import {
  measureEvents,
  measureRecords,
  measureStrangers,
  strangersAbuse,
  type AbuseOptions,
} from './scenarios.ts';
import type { AbuseScale } from './scale.ts';
import type { TargetName } from './target.ts';

const COLUMNS = ['idle', 'at worst'] as const;

const TARGETS: readonly (readonly [TargetName, string])[] = [
  ['updateImage', 'updateImage under functions-framework, strangers without credentials'],
  ['imagePushed', 'imagePushed under functions-framework, strangers without credentials'],
  ['serve', 'image-updater serve, strangers without credentials'],
];

/**
 * Each kind of abuse against a fresh process.
 * @throws where a process does not start, or the system does not tell the memory of others (it has to be Linux).
 */
export async function runAbuse(
  scale: AbuseScale,
  { progress, ...workbench }: BenchOptions,
): Promise<readonly Section[]> {
  if (!TELLS_MEMORY) throw new Error('expected Linux, which tells the peak memory of other processes');
  progress('Build');
  return withWorkbench(workbench, async (bench) => {
    const options: AbuseOptions = { bench, scale, signal: workbench.signal };
    const sections: Section[] = [];
    for (const [name, title] of TARGETS) {
      const rows = [];
      for (const abuse of strangersAbuse(scale)) {
        progress(`${name}: ${abuse.what}`);
        rows.push(...(await measureStrangers(options, name, abuse)));
      }
      sections.push({ title, columns: COLUMNS, rows });
    }
    progress('imagePushed: large records');
    const records = await measureRecords(options);
    progress('imagePushed: events at once');
    const events = await measureEvents(options);
    const workloads = scale.events.workloads.toLocaleString('en');
    const title = `imagePushed, images of workload owners: records, and ${workloads} workloads with one image`;
    return [...sections, { title, columns: COLUMNS, rows: [records, events] }];
  });
}
