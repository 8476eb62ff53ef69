/** One contest: the same question to all contestants, in turn, several times. */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../../support/paired-runs.ts';
import type { Contestant, Ready, Tools } from './contestants.ts';
import type { MeasuredCluster, Traffic } from './measured-cluster.ts';
import type { Usage } from './usage.ts';

/** What one run took, of the API server too. */
export interface Taken extends Usage {
  /** Milliseconds of the API server's processor time. */
  readonly server: number;
}

/** All that is known of one contestant. */
export interface Entry {
  readonly name: string;
  readonly runs: readonly Taken[];
  /** Of a run of its own, that was not timed. */
  readonly traffic: Traffic;
}

export interface Question {
  readonly contestants: readonly Contestant[];
  readonly image: string;
  /** How many workloads use the image. */
  readonly users: number;
  readonly rounds: number;
  /** Whether the workloads are changed, and have to be set back before each run. */
  readonly changes: boolean;
}

/** Asks all of them. Rejects where one of them finds something else than there is. */
export async function contest(
  measuredCluster: MeasuredCluster,
  tools: Tools,
  question: Question,
): Promise<Entry[]> {
  const { contestants, image, rounds } = question;
  const traffic: Traffic[] = [];
  // This is what warms up too: files, and the API server's caches.
  for (const contestant of contestants)
    traffic.push(await trafficOf(measuredCluster, tools, question, contestant));
  const ready: Ready[] = [];
  try {
    for (const { prepare } of contestants) ready.push(await prepare(tools, measuredCluster.timed, image));
    const runs = contestants.map((): Taken[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const place of turns(ready.length, round))
        runs[place]?.push(await timed(measuredCluster, question, ready[place]));
    }
    return contestants.map(({ name }, place) => ({
      name,
      runs: runs[place] ?? [],
      traffic: traffic[place] ?? { connections: NaN, received: NaN, requests: NaN },
    }));
  } finally {
    await Promise.all(ready.map(({ end }) => end()));
  }
}

/** The median over all rounds of what `compare` makes of the two contestants' runs of a round. */
export function compared(
  entries: readonly Entry[],
  [one, other]: readonly [string, string],
  compare: (one: Taken, other: Taken) => number,
): { readonly amount: number; readonly range: readonly [number, number] } {
  const [ours = [], theirs = []] = [one, other].map(
    (wanted) => entries.find(({ name }) => name === wanted)?.runs,
  );
  const ratios = ours.flatMap((run, round) => {
    const beside = theirs[round];
    return beside === undefined ? [] : [compare(run, beside)];
  });
  return { amount: median(ratios), range: [Math.min(...ratios), Math.max(...ratios)] };
}

/** Forth in one round and back in the next: nobody always runs behind the same one, whose garbage the API server clears. */
function turns(count: number, round: number): number[] {
  const forth = Array.from({ length: count }, (_, place) => place);
  return round % 2 === 0 ? forth : forth.toReversed();
}

async function trafficOf(
  measuredCluster: MeasuredCluster,
  tools: Tools,
  { image, users, changes }: Question,
  { name, prepare }: Contestant,
): Promise<Traffic> {
  const { run, end } = await prepare(tools, measuredCluster.counted, image);
  try {
    if (changes) await measuredCluster.setBack(image);
    await measuredCluster.traffic();
    const { found = users } = await run();
    const traffic = await measuredCluster.traffic();
    if (found !== users) throw new Error(`${name} found ${found} workloads, there are ${users}`);
    const updated = await measuredCluster.updated(image);
    if (updated !== (changes ? users : 0))
      throw new Error(`${name} updated ${updated} of ${users} workloads`);
    return traffic;
  } finally {
    await end();
    if (changes) await measuredCluster.setBack(image);
  }
}

/** The API server still clears up when the answer has arrived. */
const CLEARING_UP_MS = 100;

async function timed(
  measuredCluster: MeasuredCluster,
  { image, changes }: Question,
  ready: Ready | undefined,
): Promise<Taken> {
  if (ready === undefined) throw new Error('nobody is ready');
  if (changes) await measuredCluster.setBack(image);
  const before = measuredCluster.serverProcessor();
  const { wall, processor, peak } = await ready.run();
  await sleep(CLEARING_UP_MS);
  return { wall, processor, peak, server: measuredCluster.serverProcessor() - before };
}
