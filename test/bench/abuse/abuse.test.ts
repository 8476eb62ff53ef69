import assert from 'node:assert/strict';
import type { Section } from '../row.ts';
import { sharedBuild } from '../shared-build.ts';
import { benchTable } from '../table.ts';
import { runAbuse } from './abuse.ts';
import { TELLS_MEMORY } from './process-memory.ts';
import { FULL_ABUSE, QUICK_ABUSE } from './scale.ts';
import { strangersAbuse } from './scenarios.ts';

const RUNS = new AbortController().signal;
const STRANGERS = strangersAbuse(QUICK_ABUSE).map(({ what }) => what);
const AND_HEALTH = STRANGERS.flatMap((what) => [what, '  slowest /health']);

describe('the bench of abuse', () => {
  let sections: readonly Section[] = [];
  const steps: string[] = [];

  before(async function () {
    if (!TELLS_MEMORY) this.skip();
    this.timeout(180_000);
    const built = await sharedBuild();
    sections = await runAbuse(QUICK_ABUSE, { progress: (line) => steps.push(line), signal: RUNS, built });
  });

  it('measures strangers at three processes, large records and events at once', () => {
    assert.deepEqual(
      sections.map(({ rows }) => rows.map(({ what }) => what)),
      [AND_HEALTH, STRANGERS, AND_HEALTH, ['10 records of 240 KB', '2 events at once']],
    );
  });

  it('has an aim for each row, and finite numbers', () => {
    const rows = sections.flatMap((section) => section.rows);
    assert.ok(rows.every(({ reached }) => reached?.aim !== undefined));
    assert.ok(rows.every(({ values, reached }) => [...values, reached?.amount].every(Number.isFinite)));
  });

  it('ends no process by a little abuse, and all events are acknowledged', () => {
    const broken = sections.flatMap(({ rows }) => rows.flatMap(({ reached }) => reached?.broken ?? []));
    assert.deepEqual(broken, []);
  });

  it('measures the memory of the process: an idle one has more than a Node that does nothing', () => {
    const memory = sections.flatMap(({ rows }) => rows.filter(({ unit }) => unit === 'MB'));
    assert.ok(memory.every(({ values: [idle, peak] }) => idle > 30 && peak >= idle));
  });

  it('says what it is doing', () => {
    assert.equal(steps.length, 1 + 3 * STRANGERS.length + 2);
  });

  it('prints a plain table of at most 100 columns', () => {
    const lines = benchTable(sections).split('\n');
    assert.ok(lines.every((line) => line.length <= 100 && /^[^\p{Cc}]*$/u.test(line)));
  });
});

describe('the abuse of strangers in full', () => {
  it('is a gzip bomb, many connections, much JSON and large bodies', () => {
    assert.deepEqual(
      strangersAbuse(FULL_ABUSE).map(({ what }) => what),
      ['gzip of 1 GB', '200 × 14 MB', '21 MB of JSON', '8 × 31 MB'],
    );
  });
});

describe('the programs of abuse', () => {
  it('are ended when they are aborted', async function () {
    if (!TELLS_MEMORY) this.skip();
    this.timeout(60_000);
    const abort = new AbortController();
    const progress = (line: string): void => {
      if (line.startsWith('updateImage')) setTimeout(() => abort.abort(), 300);
    };
    const built = await sharedBuild();
    await assert.rejects(runAbuse(QUICK_ABUSE, { progress, signal: abort.signal, built }));
  });
});
