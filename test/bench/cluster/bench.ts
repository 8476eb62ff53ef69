/** The whole bench on one API server: scans at each size, updates at one of them. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { withWorkbench } from '../workbench.ts';
import type { Assets } from '../../support/control-plane/assets/find-assets.ts';
import { bundleOurs } from './built.ts';
import { contest, type Entry } from './contest.ts';
import { SCANNING, UPDATING, type Tools } from './contestants.ts';
import { aimedSize, type Scale } from './scale.ts';
import { withMeasuredCluster, type MeasuredCluster } from './measured-cluster.ts';
import { SCANNED, UPDATED, usersOf } from './workloads.ts';

/** One contest, and what it was about. */
export interface Result {
  readonly task: 'scan' | 'update';
  /** Deployments in the cluster. */
  readonly size: number;
  /** How many of them use the image. */
  readonly users: number;
  /** Bytes of JSON of one of them. */
  readonly bytesEach: number;
  readonly entries: readonly Entry[];
}

export interface BenchOptions {
  readonly assets: Assets & { readonly kubectl: string };
  readonly scale: Scale;
  /** Takes a line before each step. */
  readonly progress: (line: string) => void;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
}

/** Measures everything; rejects where a program fails or finds something else than there is. */
export function runBench({ assets, scale, progress, signal }: BenchOptions): Promise<Result[]> {
  progress('Build, and start of an API server');
  return withWorkbench({ signal }, ({ folder }) =>
    withMeasuredCluster(assets, async (measuredCluster) => {
      const home = path.join(folder, 'home');
      await mkdir(home);
      await bundleOurs(path.join(folder, 'bundled'));
      const tools: Tools = { built: folder, kubectl: assets.kubectl, home, signal };
      const results: Result[] = [];
      for (const size of scale.sizes) {
        await measuredCluster.fill(size, everyThousand(progress, signal));
        progress(`Scan of ${size} Deployments`);
        results.push(await measureScan(measuredCluster, tools, size, scale.rounds));
        if (size !== aimedSize(scale)) continue;
        for (const { image } of UPDATED) {
          progress(`Update of ${usersOf(image, size).length} of ${size} Deployments`);
          results.push(await measureUpdate(measuredCluster, tools, image, { size, rounds: scale.rounds }));
        }
      }
      return results;
    }),
  );
}

async function measureScan(
  measuredCluster: MeasuredCluster,
  tools: Tools,
  size: number,
  rounds: number,
): Promise<Result> {
  const users = usersOf(SCANNED, size).length;
  const question = { contestants: SCANNING, image: SCANNED, users, rounds, changes: false };
  const bytesEach = await measuredCluster.bytesEach();
  return { task: 'scan', size, users, bytesEach, entries: await contest(measuredCluster, tools, question) };
}

async function measureUpdate(
  measuredCluster: MeasuredCluster,
  tools: Tools,
  image: string,
  { size, rounds }: { readonly size: number; readonly rounds: number },
): Promise<Result> {
  const users = usersOf(image, size).length;
  const question = { contestants: UPDATING, image, users, rounds, changes: true };
  const bytesEach = await measuredCluster.bytesEach();
  return { task: 'update', size, users, bytesEach, entries: await contest(measuredCluster, tools, question) };
}

function everyThousand(progress: (line: string) => void, signal: AbortSignal): (done: number) => void {
  return (done) => {
    signal.throwIfAborted();
    if (done % 1_000 === 0) progress(`${done} Deployments created`);
  };
}
