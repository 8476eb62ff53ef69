import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import { controlPlane, needKubectl } from '../../support/control-plane/shared-control-plane.ts';
import { aimsReached } from './aims.ts';
import { runBench, type Result } from './bench.ts';
import { compared, type Entry, type Taken } from './contest.ts';
import { SCANNING, UPDATING } from './contestants.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { scanPlot } from './plot.ts';
import { aimedSize, FULL, QUICK } from './scale.ts';
import { clusterTable, reachedText } from './table.ts';
import { runToEnd } from './usage.ts';
import { SCANNED, UPDATED, usersOf } from './workloads.ts';
import { listen } from '../../support/local-server.ts';

const { signal } = new AbortController();
const run = promisify(execFile);

describe('the bench on a real API server', () => {
  let results: readonly Result[] = [];
  const steps: string[] = [];

  before(async function measure() {
    this.timeout(300_000);
    const kubectl = needKubectl(this);
    await run('curl', ['--version']).catch(() => {
      process.stderr.write('there is no curl: the bench is not run\n');
      this.skip();
    });
    results = await runBench({
      assets: { ...controlPlane().assets, kubectl },
      scale: QUICK,
      progress: (line) => steps.push(line),
      signal,
    });
  });

  it('has all contestants in each contest', () => {
    const scans = QUICK.sizes.map(() => SCANNING.map(({ name }) => name));
    const updates = UPDATED.map(() => UPDATING.map(({ name }) => name));
    assert.deepEqual(
      results.map(({ entries }) => entries.map(({ name }) => name)),
      [...scans, ...updates],
    );
  });

  it('gives finite numbers, and none of them is nothing but where connections are kept', () => {
    const numbers = results.flatMap(({ entries }) =>
      entries.flatMap(({ runs, traffic: { received, requests } }) => [
        received,
        requests,
        ...runs.flatMap(({ wall, peak, server }) => [wall, peak, server]),
      ]),
    );
    assert.ok(numbers.length > 100);
    assert.deepEqual(
      numbers.filter((number) => !(Number.isFinite(number) && number > 0)),
      [],
    );
  });

  it('counts what moved: the project reads each workload without a label once, and sends one patch, over at most ten connections', () => {
    const [few, , many] = results.filter(({ task }) => task === 'update').map(({ entries }) => entries[0]);
    const more = usersOf(UPDATED[2].image, 200).length - usersOf(UPDATED[0].image, 200).length;
    assert.equal((many?.traffic.requests ?? 0) - (few?.traffic.requests ?? 0), 2 * more);
    assert.ok((many?.traffic.connections ?? 0) <= 10);
  });

  it('holds every aim beside what was reached', () => {
    const aims = aimsReached(results, QUICK);
    assert.equal(aims.filter(({ reached }) => reached.aim !== undefined).length, 8);
    assert.ok(aims.every(({ reached }) => Number.isFinite(reached.amount)));
  });

  it('prints a plain table of at most 110 columns', () => {
    const lines = clusterTable(results, aimsReached(results, QUICK)).split('\n');
    assert.ok(lines.every((line) => line.length <= 110 && /^[^\p{Cc}]*$/u.test(line)));
  });

  it('plots the scans', () => {
    const svg = scanPlot(results);
    assert.match(svg, /^<svg [^]*<\/svg>$/);
    assert.ok(['100', '200', 'time, seconds', 'peak memory, MB'].every((text) => svg.includes(`>${text}<`)));
  });

  it('says what it is doing', () => {
    assert.equal(steps.length, 1 + QUICK.sizes.length + UPDATED.length);
  });
});

describe('the workloads of the bench on a real API server', () => {
  for (const count of [1_000, 5_000, 20_000]) {
    it(`are ${count / 100} of ${count} that use the scanned image`, () =>
      assert.equal(usersOf(SCANNED, count).length, count / 100));
  }

  for (const { image, users } of UPDATED) {
    it(`are ${users} of 5,000 that use ${image}`, () => assert.equal(usersOf(image, 5_000).length, users));
  }
});

describe('the scale', () => {
  for (const [sizes, aimed] of [
    [FULL.sizes, 5_000],
    [[1_000, 5_000], 5_000],
    [[100, 200], 200],
    [[20_000], 20_000],
  ] as const) {
    it(`of ${sizes.join(', ')} is aimed at ${aimed}`, () =>
      assert.equal(aimedSize({ sizes, rounds: 1 }), aimed));
  }
});

describe('a comparison', () => {
  const traffic = { connections: 1, received: 1, requests: 1 };
  const taken = (wall: number): Taken => ({ wall, processor: 1, peak: 1, server: 1 });
  const entry = (name: string, ...walls: readonly number[]): Entry => ({
    name,
    runs: walls.map(taken),
    traffic,
  });

  it('is made round by round: the median ratio is not the ratio of the medians', () => {
    const entries = [entry('a', 1, 10, 2), entry('b', 2, 100, 6)];
    const ratio = compared(entries, ['a', 'b'], (one, other) => other.wall / one.wall);
    assert.deepEqual(ratio, { amount: 3, range: [2, 10] });
  });

  for (const [reached, text] of [
    [
      { amount: 1.534, unit: '×', range: [1.4, 1.72], aim: { bound: 'at most', amount: 1.6 } },
      '1.53 × (1.40 … 1.72), aim ≤ 1.6 ×, met',
    ],
    [{ amount: 82.04, unit: 'MB', aim: { bound: 'at most', amount: 80 } }, '82.0 MB, aim ≤ 80 MB, missed'],
    [{ amount: 1.2, unit: 'MB', difference: true }, '+1.2 MB'],
    [{ amount: 8, unit: 'connections', aim: { bound: 'at most', amount: 10 } }, '8, aim ≤ 10, met'],
  ] as const) {
    it(`is printed as "${text}"`, () => assert.equal(reachedText(reached), text));
  }
});

describe('what a program takes', () => {
  const node = (code: string) =>
    runToEnd({ file: process.execPath, arguments: ['-e', code], reads: true, signal });

  it('is its time, its processor time and its memory', async () => {
    const idle = await node('process.stdout.write("done")');
    assert.equal(idle.output, 'done');
    assert.ok(idle.wall > 0 && idle.peak > 10);
    const busy = await node(
      'const kept = Buffer.alloc(200e6, 1); for (const end = process.cpuUsage().user + 3e5; process.cpuUsage().user < end; ) kept[0] += 1',
    );
    assert.ok(busy.processor >= 290);
    assert.ok(busy.peak > idle.peak + 150);
  });

  it('is not told where it fails', () => assert.rejects(node('process.exit(3)'), /ended with 3/));
});

describe('a counting proxy', () => {
  it('counts connections in use and bytes of the server, since it was asked last', async () => {
    const server = createServer((socket) => socket.on('data', () => socket.write('four')));
    const proxy = await startCountingProxy(await listen(server));
    const clients = [connect(proxy.port, '127.0.0.1'), connect(proxy.port, '127.0.0.1')];
    for (const client of clients) {
      client.write('x');
      await once(client, 'data');
    }
    assert.deepEqual(proxy.count(), { connections: 2, received: 8 });
    clients[0]?.write('x');
    if (clients[0] !== undefined) await once(clients[0], 'data');
    assert.deepEqual(proxy.count(), { connections: 1, received: 4 });
    assert.deepEqual(proxy.count(), { connections: 0, received: 0 });
    for (const client of clients) client.destroy();
    await proxy.close();
    await once(server.close(), 'close');
  });
});
