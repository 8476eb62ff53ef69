/** test/README.md: its table has the scripts of package.json and .ci, and its folders are those of test. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { pageText } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';

const text = pageText('test/README.md');
const scripts = Object.entries(packageJson.scripts);

/** What runs the program, and is on the pages about it. */
const PRODUCT: ReadonlySet<string> = new Set(['demo', 'dev', 'image-updater', 'start']);

/** The first cells of the table below this heading. */
function firstCells(heading: string): readonly string[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` /gm)].map(([, cell = '']) => cell);
}

describe('the table of commands', () => {
  const cells = firstCells('Commands');
  /** Whether another script runs it, as `check` does its parts. */
  const isPart = (name: string): boolean =>
    scripts.some(([, line]) => new RegExp(`npm run ${name}(?: |$)`).test(line)) && name.includes(':');
  const forPeople = scripts
    .map(([name]) => name)
    .filter((name) => !/^(?:pre|post)/.test(name) && !PRODUCT.has(name) && !isPart(name));

  it('has a row for each script that a person runs, and for no other', () =>
    assert.deepEqual(
      cells.flatMap((cell) => /^npm (?:run )?([\w:-]+)$/.exec(cell)?.[1] ?? []).toSorted(),
      [...forPeople, 'pack'].toSorted(),
    ));

  it('lists the same parts of `npm run check` as the page for contributors', () => {
    const [, parts = ''] = /^\| `npm run check` +\| (.+?) +\|$/m.exec(text) ?? [];
    assert.equal(parts.split(', ').length, packageJson.scripts.check.split('&&').length + 1);
    assert.ok(pageText('.github/CONTRIBUTING.md').includes(`\`npm run check\`: ${parts} `));
  });

  it('has a row for each script of .ci', () =>
    assert.deepEqual(
      cells.filter((cell) => cell.startsWith('.ci/')).toSorted(),
      readdirSync(path.join(ROOT, '.ci')).map((name) => `.ci/${name}`),
    ));
});

describe('the table of folders', () => {
  const folders = firstCells('Where a test is').map((cell) => cell.replace(/\/$/, ''));

  it('names folders that are there, and mirror nothing of lib', () => {
    assert.ok(folders.length > 5);
    assert.deepEqual(folders, [...new Set(folders)]);
    for (const folder of folders) assert.ok(existsSync(path.join(ROOT, 'test', folder)), folder);
  });

  it('names all that are neither of lib nor functions', () =>
    assert.deepEqual(
      readdirSync(path.join(ROOT, 'test'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .filter((name) => name !== 'functions' && !folders.includes(name))
        .filter((name) => !existsSync(path.join(ROOT, 'lib', name))),
      [],
    ));
});
