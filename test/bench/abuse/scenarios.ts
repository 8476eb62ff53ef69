/** One kind of abuse of one process: what is resident before and at worst, and how `/health` answers meanwhile. */
import { request } from 'node:http';
import { pushPath } from '../../../lib/cli/demo/events.ts';
import {
  DIGEST,
  IMAGES,
  PROJECT,
  deploymentRepository,
  TAG,
  UNUSED,
} from '../../support/measured-deployments.ts';
import { sendPush } from '../../support/send-push.ts';
import type { Aim, Row } from '../row.ts';
import type { Workbench } from '../workbench.ts';
import type { AbuseScale } from './scale.ts';
import { withTarget, type Target, type TargetName } from './target.ts';

const ABOVE_IDLE: Aim = { bound: 'at most', amount: 40 };
const HEALTH: Aim = { bound: 'at most', amount: 500 };
const RECORDS: Aim = { bound: 'at most', amount: 64 };
const IN_ALL: Aim = { bound: 'at most', amount: 256 };

export interface AbuseOptions {
  readonly bench: Workbench;
  readonly scale: AbuseScale;
  readonly signal: AbortSignal;
}

/** What strangers do: a question to `programs/strangers.ts`, and its row. */
export interface Abuse {
  readonly question: 'bomb' | 'connections' | 'json' | 'bodies';
  readonly what: string;
}

/** All that strangers do, in this order. */
export function strangersAbuse({ inflated, connections, json, bodies }: AbuseScale): readonly Abuse[] {
  return [
    { question: 'bomb', what: `gzip of ${megabytes(inflated)}` },
    { question: 'connections', what: `${connections.count} × ${megabytes(connections.bytes)}` },
    { question: 'json', what: `${megabytes(json)} of JSON` },
    { question: 'bodies', what: `${bodies.count} × ${megabytes(bodies.bytes)}` },
  ];
}

/** A fresh process, strangers in another, and a caller who waits for `/health` in a third. */
export async function measureStrangers(
  { bench, scale, signal }: AbuseOptions,
  name: TargetName,
  { question, what }: Abuse,
): Promise<readonly Row[]> {
  const cluster = await bench.start('abused-cluster', { arguments: [JSON.stringify(scale)] });
  const { folder } = bench;
  const rows = await withTarget({ folder, name, server: cluster.address, signal }, async (target) => {
    await firstEvent(name, target);
    const path = name === 'updateImage' ? '/api/update' : pushPath(PROJECT);
    const strangers = await bench.start('strangers', {
      arguments: [`${target.address}${path}`, JSON.stringify(scale)],
    });
    // `imagePushed` answers nothing but pushes.
    const quietMs = name === 'imagePushed' ? undefined : scale.quietMs;
    const measured = await aroundHealth(bench, target, quietMs, async () => {
      const idle = await target.idle();
      await strangers.ask(question);
      return [idle, target.peak()] as const;
    });
    await strangers.stop();
    const [memory, health] = [measured.result, measured.health];
    const broken = target.ended();
    return [
      memoryRow(what, memory, ABOVE_IDLE, broken),
      ...(health === undefined ? [] : [healthRow(health, broken)]),
    ];
  });
  await cluster.stop();
  return rows;
}

/** One event on workloads whose records are large. */
export function measureRecords(options: AbuseOptions): Promise<Row> {
  const { count, bytes } = options.scale.records;
  return withFilledCluster(options, 'records', 1, (memory, broken) =>
    memoryRow(`${count.toLocaleString('en')} records of ${bytes / 1_000} KB`, memory, RECORDS, broken),
  );
}

/** Events at once about an image that all workloads run: more of them than the limits allow. */
export function measureEvents(options: AbuseOptions): Promise<Row> {
  const { count } = options.scale.events;
  return withFilledCluster(options, 'users', count, (values, broken) => ({
    what: `${count} events at once`,
    unit: 'MB',
    values,
    reached: { amount: values[1], unit: 'MB', aim: IN_ALL, ...(broken !== undefined && { broken }) },
  }));
}

async function withFilledCluster(
  { bench, scale, signal }: AbuseOptions,
  fill: 'records' | 'users',
  events: number,
  rowOf: (memory: readonly [number, number], broken: string | undefined) => Row,
): Promise<Row> {
  const cluster = await bench.start('abused-cluster', { arguments: [JSON.stringify(scale)] });
  const { folder } = bench;
  const options = { folder, name: 'imagePushed', server: cluster.address, signal } as const;
  const row = await withTarget(options, async (target) => {
    await firstEvent('imagePushed', target);
    await cluster.ask(fill);
    const idle = await target.idle();
    const sent = Array.from({ length: events }, () => sendPush(target.address, IMAGES[0]));
    const isAcknowledged = (await Promise.allSettled(sent)).every(({ status }) => status === 'fulfilled');
    const broken = target.ended() ?? (isAcknowledged ? undefined : 'an event was not acknowledged');
    return rowOf([idle, target.peak()], broken);
  });
  await cluster.stop();
  return row;
}

/** What is loaded for an event is idle from then on. */
async function firstEvent(name: TargetName, target: Target): Promise<void> {
  if (name === 'imagePushed') return sendPush(target.address, UNUSED);
  const status = await call(target);
  if (status !== 200) throw new Error(`expected the API to answer 200, got ${status}`);
}

function call({ address, key }: Target): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `ApiKey ${key}` };
  return new Promise((resolve, reject) => {
    const sent = request(`${address}/api/update`, { method: 'POST', agent: false, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ imageName: deploymentRepository(IMAGES[0]), tag: TAG, digest: DIGEST }));
  });
}

interface Measured<T> {
  readonly result: T;
  /** The slowest answer before and meanwhile, in ms. */
  readonly health: readonly [number, number] | undefined;
}

/** Asks for health after a quiet time and meanwhile; not without such a time. */
async function aroundHealth<T>(
  bench: Workbench,
  { address }: Target,
  quietMs: number | undefined,
  work: () => Promise<T>,
): Promise<Measured<T>> {
  if (quietMs === undefined) return { result: await work(), health: undefined };
  const quiet = await bench.start('quiet', { arguments: [address] });
  await new Promise((resolve) => setTimeout(resolve, quietMs));
  const before = await quiet.ask('slowest');
  const result = await work();
  const health = [before, await quiet.ask('slowest')] as const;
  await quiet.stop();
  return { result, health };
}

function memoryRow(
  what: string,
  values: readonly [number, number],
  aim: Aim,
  broken: string | undefined,
): Row {
  const amount = values[1] - values[0];
  const reached = {
    amount,
    unit: 'MB',
    difference: true,
    aim,
    ...(broken !== undefined && { broken }),
  } as const;
  return { what, unit: 'MB', values, reached };
}

function healthRow(values: readonly [number, number], broken: string | undefined): Row {
  const reached = {
    amount: values[1],
    unit: 'ms',
    aim: HEALTH,
    ...(broken !== undefined && { broken }),
  } as const;
  return { what: '  slowest /health', unit: 'ms', values, reached };
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${bytes / 1e6} MB` : `${bytes / 1e9} GB`;
}
