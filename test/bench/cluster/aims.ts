/** What issue and design aim at, and how far this run came. Aims are ratios of runs side by side where they can be. */
import { median } from '../../support/paired-runs.ts';
import type { Aim, Reached } from '../row.ts';
import type { Result } from './bench.ts';
import { compared, type Entry, type Taken } from './contest.ts';
import { CLIENT_NODE, CURL_PROTOBUF, KUBECTL, KUBECTL_LOOP, OURS, WARM } from './contestants.ts';
import { aimedSize, type Scale } from './scale.ts';

/** One aim, or a number that explains one. */
export interface AimReached {
  readonly what: string;
  readonly reached: Reached;
}

/** All aims; of the largest cluster only where it is another one than that which the aims speak of. */
export function aimsReached(results: readonly Result[], scale: Scale): AimReached[] {
  const size = aimedSize(scale);
  const scans = results.filter(({ task }) => task === 'scan');
  const scan = scans.find((result) => result.size === size);
  const larger = scans.findLast((result) => result.size > size);
  const update = results.findLast(({ task }) => task === 'update');
  return [
    ...(scan === undefined ? [] : scanAims(scan)),
    ...(scan === undefined || larger === undefined ? [] : growthAims(scan, larger)),
    ...(update === undefined ? [] : updateAims(update)),
  ];
}

const AIMS = {
  kubectl: { bound: 'at least', amount: 15 },
  clientNode: { bound: 'at least', amount: 8 },
  curl: { bound: 'at most', amount: 1.6 },
  peak: { bound: 'at most', amount: 80 },
  server: { bound: 'at most', amount: 1.1 },
  loop: { bound: 'at least', amount: 25 },
  connections: { bound: 'at most', amount: 10 },
} as const satisfies Record<string, Aim>;

function scanAims({ size, entries }: Result): AimReached[] {
  const scan = `Scan of ${size.toLocaleString('en')}, whole process`;
  return [
    ratio(`${scan}: faster than kubectl get`, entries, [OURS, KUBECTL], faster, AIMS.kubectl),
    ratio(`${scan}: faster than client-node`, entries, [OURS, CLIENT_NODE], faster, AIMS.clientNode),
    ratio(`${scan}: the time of curl, protobuf`, entries, [OURS, CURL_PROTOBUF], slower, AIMS.curl),
    ratio(`${scan}: API server CPU of curl's`, entries, [OURS, CURL_PROTOBUF], dearer, AIMS.server),
    { what: `${scan}: peak memory`, reached: { ...peakOf(entries), aim: AIMS.peak } },
  ];
}

function growthAims(scan: Result, larger: Result): AimReached[] {
  const [small, large] = [peakOf(scan.entries), peakOf(larger.entries)];
  const size = larger.size.toLocaleString('en');
  return [
    { what: `Scan of ${size}, whole process: peak memory`, reached: { ...large, aim: AIMS.peak } },
    {
      what: `  grown from ${scan.size.toLocaleString('en')} by`,
      reached: { amount: large.amount - small.amount, unit: 'MB', difference: true },
    },
  ];
}

function updateAims({ size, users, entries }: Result): AimReached[] {
  const update = `${users} of ${size.toLocaleString('en')} patched`;
  const connections = entries
    .filter(({ name }) => name === OURS || name === WARM)
    .map(({ traffic }) => traffic.connections);
  return [
    ratio(`${update}, whole process: faster than kubectl`, entries, [OURS, KUBECTL_LOOP], faster, AIMS.loop),
    ratio(`${update}, warm function: faster than kubectl`, entries, [WARM, KUBECTL_LOOP], faster, AIMS.loop),
    {
      what: `${update}: connections`,
      reached: { amount: Math.max(...connections), unit: 'connections', aim: AIMS.connections },
    },
  ];
}

function ratio(
  what: string,
  entries: readonly Entry[],
  pair: readonly [string, string],
  compare: (one: Taken, other: Taken) => number,
  aim: Aim,
): AimReached {
  return { what, reached: { ...compared(entries, pair, compare), unit: '×', aim } };
}

function peakOf(entries: readonly Entry[]): Pick<Reached, 'amount' | 'range' | 'unit'> {
  const peaks = entries
    .filter(({ name }) => name === OURS)
    .flatMap(({ runs }) => runs.map(({ peak }) => peak));
  return { amount: median(peaks), range: [Math.min(...peaks), Math.max(...peaks)], unit: 'MB' };
}

function faster(one: Taken, other: Taken): number {
  return other.wall / one.wall;
}

function slower(one: Taken, other: Taken): number {
  return one.wall / other.wall;
}

function dearer(one: Taken, other: Taken): number {
  return one.server / other.server;
}
