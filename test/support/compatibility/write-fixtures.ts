/**
 * Writes fixtures of what this tree writes on workloads, topics and terminals, into a new folder beside this file:
 *
 *     node test/support/compatibility/write-fixtures.ts VERSION
 *
 * Fixtures that are there are never written again: they show what an earlier version wrote.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readJson } from '../../../lib/sandbox/json.ts';
import { reportEvent } from '../../../lib/report/report-event.ts';
import { makeDeadLetters, replay } from './dead-letters.ts';
import type { FixtureSort } from './fixture-files.ts';
import { makeWorkload } from './make-workload.ts';
import { readFixture } from './read-workload.ts';
import { makeReports, makeResults } from './report-recipes.ts';
import { RECIPES } from './workload-recipes.ts';

const EVENT = { id: '7f0c9a52-1d2e-4b7e-9c55-0e6f3d1b2a90', time: 1_764_387_002_000 };

const [version] = process.argv.slice(2);
assert.match(version ?? '', /^[a-z0-9][a-z0-9.-]*$/, 'expected the name of a new folder');
const folder = path.join(import.meta.dirname, version ?? '');
mkdirSync(folder);

async function write(sort: FixtureSort, name: string, document: unknown): Promise<void> {
  const file = path.join(folder, sort, `${name}.json`);
  const options = { ...(await resolveConfig(file)), filepath: file };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, await format(JSON.stringify(document), options), { flag: 'wx' });
}

for (const [name, recipe] of Object.entries(RECIPES)) {
  const made = await makeWorkload(recipe);
  await write('workloads', name, { ...made, read: readFixture(made) });
}

for (const [name, document] of Object.entries(await makeReports())) await write('reports', name, document);

for (const [name, result] of Object.entries(await makeResults())) {
  const { data, attributes } = reportEvent(result, EVENT);
  await write('results', name, { attributes, data: readJson(Buffer.from(data).toString()) });
}

for (const [name, { origin, letters }] of Object.entries(await makeDeadLetters()))
  await write('dead-letters', name, {
    origin,
    letters: letters.map((each) => ({ ...each, data: Buffer.from(each.data).toString() })),
    replayed: letters.map((each) => replay(each, origin)),
  });
