import assert from 'node:assert/strict';
import { readFaultSets } from './fault-set.ts';
import { untestedLines } from './proof.ts';
import { runMocha } from './run-mocha.ts';
import { ROOT } from '../support/project-root.ts';

const { signal } = new AbortController();

for (const set of readFaultSets(ROOT)) {
  describe(`the faults of issue ${set.issue}`, () => {
    it('map titles that are there, each once', async () => {
      const titles = [...set.titles.values()].flat();
      if (titles.length === 0) return;
      const run = await runMocha({ root: ROOT, files: set.files, dryRun: true, signal });
      assert.ok('results' in run, 'broken' in run ? run.broken : '');
      const found = run.results.map(({ title }) => title);
      const counted = titles.map((title) => [title, found.filter((each) => each === title).length] as const);
      assert.deepEqual(
        counted.filter(([, count]) => count !== 1),
        [],
      );
    }).timeout(60_000);

    // `complete` of its base.json is set once each line has its tests.
    it('have a title for each numbered line, once they say that they are complete', () => {
      assert.deepEqual(set.complete ? untestedLines({ set }) : [], []);
    });

    it('are mapped in no line twice', () => {
      const twice = [...set.titles].filter(([, titles]) => new Set(titles).size < titles.length);
      assert.deepEqual(twice, []);
    });
  });
}
