import assert from 'node:assert/strict';
import { runBench } from './bench.ts';
import { deployments, IMAGES, deploymentRepository, UNUSED } from '../support/measured-deployments.ts';
import { interleaved, median, medians } from '../support/paired-runs.ts';
import { isMet, pairedRow, type Section } from './row.ts';
import { QUICK } from './scale.ts';
import { sharedBuild } from './shared-build.ts';
import { benchTable, reachedText } from './table.ts';
import { withWorkbench } from './workbench.ts';

const RUNS = new AbortController().signal;

describe('the bench', () => {
  let sections: readonly Section[] = [];
  const steps: string[] = [];

  before(async function () {
    this.timeout(120_000);
    const progress = (line: string): void => void steps.push(line);
    sections = await runBench(QUICK, { progress, signal: RUNS, built: await sharedBuild() });
  });

  it('measures two cold starts, three lists, memory, events at once and a fleet', () => {
    assert.deepEqual(
      sections.map(({ rows }) => rows.map(({ what }) => what)),
      [
        ['time', 'resident memory'],
        ['time', 'resident memory'],
        ...QUICK.lists.map(() => [
          'time',
          'processor time',
          'peak above idle Node',
          'of it added by the runs',
        ]),
        ['added by the runs'],
        ['time', 'connections', 'peak above idle Node'],
        ['processor time, in all', 'time, beside the slowest', 'peak above idle Node'],
      ],
    );
  });

  it('gives finite numbers', () => {
    const rows = sections.flatMap((section) => section.rows);
    const numbers = rows.flatMap(({ values, reached }) => [...values, reached?.amount ?? 0]);
    assert.deepEqual(
      numbers.filter((number) => !Number.isFinite(number)),
      [],
    );
    const times = rows.filter(({ unit }) => unit === 'ms').flatMap(({ values }) => values);
    assert.ok(times.every((time) => time > 0));
  });

  it('says what it is doing', () => {
    assert.equal(steps.length, QUICK.lists.length + 4);
  });

  it('prints a plain table of at most 100 columns', () => {
    const lines = benchTable(sections).split('\n');
    assert.ok(lines.every((line) => line.length <= 100 && /^[^\p{Cc}]*$/u.test(line)));
  });
});

describe('a workbench', () => {
  it('gives its result once the programs have ended', async () => {
    const options = { signal: RUNS, built: await sharedBuild() };
    const peak = await withWorkbench(options, async ({ start }) => (await start('idle')).ask('peak'));
    assert.ok(peak > 1);
  });

  it('ends a program that is waited for when it is aborted', async () => {
    const abort = new AbortController();
    const options = { signal: abort.signal, built: await sharedBuild() };
    const work = withWorkbench(options, async ({ start }) => {
      const idle = await start('idle');
      abort.abort();
      return idle.ask('peak');
    });
    await assert.rejects(work);
  });
});

describe('the workloads of the bench', () => {
  const some = deployments(1_000, 'some').map((deployment) => JSON.stringify(deployment));

  it('have about 10 KB', () => {
    assert.ok(some.every(({ length }) => length > 10_000 && length < 10_500));
  });

  it('have managedFields that are about 47 % of them', () => {
    const [deployment] = deployments(1, 'some');
    const share = JSON.stringify(deployment?.metadata['managedFields']).length / (some[0]?.length ?? 0);
    assert.ok(share > 0.46 && share < 0.48);
  });

  it('use each image in one of a hundred, whatever else their texts say', () => {
    assert.deepEqual(
      IMAGES.map((image) => some.filter((text) => text.includes(image)).length),
      IMAGES.map(() => 10),
    );
  });

  it('do not use the image of the cold start', () => {
    assert.ok(!some.some((text) => text.includes(UNUSED)));
  });

  it('all use the first image where they are told to', () => {
    const all = deployments(10, 'all').map((deployment) => JSON.stringify(deployment));
    assert.ok(all.every((text) => text.includes(`${deploymentRepository(IMAGES[0])}:`)));
  });
});

describe('pairs', () => {
  it('run in turn', async () => {
    const ran: string[] = [];
    const pairs = await interleaved(
      2,
      () => Promise.resolve(ran.push('a')),
      () => Promise.resolve(ran.push('b')),
    );
    assert.deepEqual(ran, ['a', 'b', 'a', 'b']);
    assert.deepEqual(pairs, [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  });

  for (const [numbers, middle] of [
    [[5], 5],
    [[9, 1, 5], 5],
    [[1, 10], 5.5],
    [[8, 100, 2, 4], 6],
  ] as const) {
    it(`of ${numbers.join(', ')} have the median ${middle}`, () => assert.equal(median(numbers), middle));
  }

  it('are compared one by one: the median ratio is not the ratio of the medians', () => {
    const pairs = [
      { a: 1, b: 2 },
      { a: 10, b: 100 },
      { a: 2, b: 6 },
    ];
    const row = pairedRow({ what: 'time', unit: 'ms' }, pairs, ({ a, b }) => b / a, { unit: '×' });
    assert.deepEqual(medians(pairs), [2, 6]);
    assert.deepEqual(row.reached, { unit: '×', amount: 3, range: [2, 10] });
  });
});

describe('what was reached', () => {
  for (const [bound, amount, met] of [
    ['at least', 2.9, false],
    ['at least', 3, true],
    ['at most', 3, true],
    ['at most', 3.1, false],
  ] as const) {
    it(`${amount} ${met ? 'is' : 'is not'} ${bound} 3`, () =>
      assert.equal(isMet(amount, { bound, amount: 3 }), met));
  }

  for (const [reached, text] of [
    [
      { amount: 4.94, unit: '×', range: [4.41, 5.2], aim: { bound: 'at least', amount: 3 } },
      'reached 4.9 × (4.4 … 5.2), aim ≥ 3 ×, met',
    ],
    [
      { amount: 70.4, unit: 'ms', difference: true, aim: { bound: 'at most', amount: 60 } },
      'reached +70 ms, aim ≤ +60 ms, missed',
    ],
    [{ amount: -3, unit: 'MB', difference: true }, 'reached -3 MB'],
    [{ amount: 1234, unit: 'ms' }, 'reached 1,234 ms'],
    [
      { amount: 3, unit: 'MB', aim: { bound: 'at most', amount: 40 }, broken: 'it ended' },
      'reached 3 MB, aim ≤ 40 MB, missed: it ended',
    ],
  ] as const) {
    it(`is printed as "${text}"`, () => assert.equal(reachedText(reached), text));
  }
});
