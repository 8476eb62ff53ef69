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

/** All aims; of the largest cluster only where it is another one than that of the aims. */
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
    ratio(`${scan}: faster than kubectl get`, AIMS.kubectl, entries, [OURS, KUBECTL], faster),
    ratio(`${scan}: faster than client-node`, AIMS.clientNode, entries, [OURS, CLIENT_NODE], faster),
    ratio(`${scan}: the time of curl, protobuf`, AIMS.curl, entries, [OURS, CURL_PROTOBUF], slower),
    ratio(`${scan}: API server CPU of curl's`, AIMS.server, entries, [OURS, CURL_PROTOBUF], dearer),
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
    ratio(`${update}, whole process: faster than kubectl`, AIMS.loop, entries, [OURS, KUBECTL_LOOP], faster),
    ratio(`${update}, warm function: faster than kubectl`, AIMS.loop, entries, [WARM, KUBECTL_LOOP], faster),
    {
      what: `${update}: connections`,
      reached: { amount: Math.max(...connections), unit: 'connections', aim: AIMS.connections },
    },
  ];
}

function ratio(what: string, aim: Aim, ...comparison: Parameters<typeof compared>): AimReached {
  return { what, reached: { ...compared(...comparison), unit: '×', aim } };
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
