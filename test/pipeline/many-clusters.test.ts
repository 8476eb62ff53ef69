/** One event over many clusters, some of them slow, dead or hanging: real servers, and no clock. */
import assert from 'node:assert/strict';
import { oneCluster } from '../../lib/clusters/one-cluster.ts';
import { wantsRedelivery, type Report } from '../../lib/core/report/report.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { reconnectingTransport } from '../../lib/kubernetes/client/reconnecting-transport.ts';
import { EXCHANGE_LIMITS } from '../../lib/kubernetes/client/exchange-limits.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import type { Concurrency } from '../../lib/pipeline/context.ts';
import { CLUSTER, digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { images, patches, stored } from '../support/on-sandbox.ts';
import { until } from '../support/until.ts';

const TO = `${REPOSITORY}:v1@${digest(1)}`;
/** Nothing listens there. */
const NOWHERE = new URL('http://127.0.0.1:1');

/** Starts so many clusters of one workload each, for as long as `use` runs. */
async function withSandboxes<T>(
  count: number,
  use: (sandboxes: readonly Sandbox[]) => Promise<T>,
): Promise<T> {
  const sandboxes = await Promise.all(
    Array.from({ length: count }, () => startSandbox({ objects: [stored({})] })),
  );
  try {
    return await use(sandboxes);
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

function placeOf({ url }: Sandbox): URL {
  return new URL(url);
}

/** What a test sees of the requests to a cluster, and where it holds them. */
interface Watch {
  /** Requests wait for it. */
  readonly gate?: Promise<void>;
  /** Told of each patch that was answered, and of each request that failed. */
  readonly note?: (what: 'patched' | 'failed') => void;
}

/** A source of the cluster that is at that place now. */
function sourceOf(name: string, place: () => URL, { gate, note }: Watch = {}): ClusterSource {
  const transport = reconnectingTransport(() => Promise.resolve({ server: place() }));
  const json: Transport['json'] = async (request) => {
    await gate;
    try {
      const response = await transport.json(request);
      if (request.method === 'PATCH') note?.('patched');
      return response;
    } catch (error) {
      note?.('failed');
      throw error;
    }
  };
  return alwaysThere({ name, namespaces: CLUSTER.namespaces, transport: { ...transport, json } });
}

/** Counts what is noted. */
function counting(): {
  readonly note: (what: 'patched' | 'failed') => void;
  patched: number;
  failed: number;
} {
  const counts = { patched: 0, failed: 0, note: (what: 'patched' | 'failed') => void (counts[what] += 1) };
  return counts;
}

/** No request whose path has this part is answered. */
function hang(sandbox: Sandbox, path = '/'): void {
  sandbox.fail({ fault: { type: 'hang' }, match: { path }, times: Infinity });
}

function isUpdated(sandbox: Sandbox): boolean {
  return images(sandbox)['app'] === TO;
}

/** What the report says of each cluster, by name. */
function saysOf({ clusters }: Report): Record<string, string> {
  return Object.fromEntries(
    clusters.map(({ cluster, updated, alreadyApplied, faults, failed, skipped }) => [
      cluster,
      [
        ...[...updated, ...alreadyApplied].map(({ result }) => result),
        ...[...faults, ...failed].map(({ reason }) => reason),
        ...skipped.map(({ reason }) => reason),
      ].join(' '),
    ]),
  );
}

function named(what: string, all: readonly unknown[], says: string): Record<string, string> {
  return Object.fromEntries(all.map((_, index) => [`${what} ${index}`, says]));
}

function updating(
  sources: readonly ClusterSource[],
  signal: AbortSignal,
  atOnce?: Concurrency,
): Promise<Report> {
  return updateClusters(
    push(),
    { settings: settings(), sources, ...(atOnce && { concurrency: atOnce }) },
    { signal },
  );
}

describe('a hundred clusters', () => {
  it('of which ten are slow, dead or hanging: the others wait for none, and a redelivery does what is missing', () =>
    withSandboxes(100, async (all) => {
      const [slow, mended, hanging, well] = [
        all.slice(0, 5),
        all.slice(5, 8),
        all.slice(8, 10),
        all.slice(10),
      ];
      for (const each of hanging) hang(each, '/apis/');
      const gate = Promise.withResolvers<void>();
      const [slows, deads, wells] = [counting(), counting(), counting()];
      let isMended = false;
      const sources = [
        ...slow.map((each, index) =>
          sourceOf(`slow ${index}`, () => placeOf(each), { gate: gate.promise, note: slows.note }),
        ),
        ...mended.map((each, index) =>
          sourceOf(`dead ${index}`, () => (isMended ? placeOf(each) : NOWHERE), deads),
        ),
        ...hanging.map((each, index) => sourceOf(`hanging ${index}`, () => placeOf(each))),
        ...well.map((each, index) => sourceOf(`well ${index}`, () => placeOf(each), wells)),
      ];
      const event = new AbortController();
      const first = updating(sources, event.signal);
      await until(() => wells.patched === well.length);
      assert.ok(!slow.some(isUpdated));
      gate.resolve();
      // Each dead one is tried five times; the hanging ones would be waited for until the event ends.
      await until(() => slows.patched === slow.length && deads.failed === 5 * mended.length);
      event.abort();
      const report = await first;
      assert.deepEqual(saysOf(report), {
        ...named('slow', slow, 'updated'),
        ...named('dead', mended, 'Unreachable'),
        ...named('hanging', hanging, 'OutOfTime'),
        ...named('well', well, 'updated'),
      });
      assert.equal(wantsRedelivery(report), true);

      isMended = true;
      for (const each of hanging) each.heal();
      const second = await updating(sources, new AbortController().signal);
      assert.deepEqual(saysOf(second), {
        ...named('slow', slow, 'alreadyApplied'),
        ...named('dead', mended, 'updated'),
        ...named('hanging', hanging, 'updated'),
        ...named('well', well, 'alreadyApplied'),
      });
      assert.equal(wantsRedelivery(second), false);
      assert.ok(all.every(isUpdated));
      assert.ok(all.every((sandbox) => patches(sandbox).length === 1));
    }));
});

describe('clusters that hang', () => {
  it('more of them than run concurrently do not keep the others from being done', () =>
    withSandboxes(21, async ([dead, ...well]) => {
      assert.ok(dead !== undefined);
      hang(dead);
      const wells = counting();
      const hanging = Array.from({ length: 40 }, (_, index) => `hanging ${index}`);
      const sources = [
        ...hanging.map((name) => sourceOf(name, () => placeOf(dead))),
        ...well.map((each, index) => sourceOf(`well ${index}`, () => placeOf(each), wells)),
      ];
      const event = new AbortController();
      const report = updating(sources, event.signal, { clusters: 4, patienceMs: 5 });
      await until(() => wells.patched === well.length);
      event.abort();
      assert.deepEqual(saysOf(await report), {
        ...named('hanging', hanging, 'OutOfTime'),
        ...named('well', well, 'updated'),
      });
    }));

  it('end with their own budget', () =>
    withSandboxes(1, async ([dead]) => {
      assert.ok(dead !== undefined);
      hang(dead);
      const updater = { settings: settings(), sources: [sourceOf('hanging', () => placeOf(dead))] };
      const timeLimits = { event: 300_000, cluster: 50 };
      const report = await updateClusters(
        push(),
        { ...updater, timeLimits },
        { signal: new AbortController().signal },
      );
      assert.deepEqual(saysOf(report), { hanging: 'OutOfTime' });
    }));
});

describe('ten events over thirty clusters', () => {
  it('work out each cluster once, and go over the connections that the first one opened', () =>
    withSandboxes(30, async (all) => {
      let connected = 0;
      const sources = all.map((sandbox, index) =>
        oneCluster(
          { name: `${index}`, namespaces: CLUSTER.namespaces, entry: `clusters[${index}]`, way: sandbox.url },
          () => {
            connected += 1;
            return Promise.resolve({ value: { server: placeOf(sandbox) } });
          },
        ),
      );
      const { signal } = new AbortController();
      await updating(sources, signal);
      const before = all.map(({ requests }) => requests.length);
      for (let event = 1; event < 10; event += 1) await updating(sources, signal);
      assert.equal(connected, 30);
      for (const [index, { requests }] of all.entries()) {
        const later = requests.slice(before[index]);
        assert.equal(later.length, 9 * 4);
        assert.ok(new Set(later.map(({ connection }) => connection)).size <= EXCHANGE_LIMITS.keptConnections);
      }
    }));
});
