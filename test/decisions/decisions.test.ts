/** The pages of lib/decisions: each has its parts, a row in the index, and a place in the code that names it. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pages, pageText } from '../support/pages.ts';
import { readLinks } from '../support/page-links.ts';
import { ROOT } from '../support/project-root.ts';

const FOLDER = 'lib/decisions';
const INDEX = `${FOLDER}/README.md`;
const PARTS = ['Decision', 'Context', 'Alternatives considered', 'Consequences', 'What would change it'];
const DECISIONS = pages().filter((page) => page.startsWith(`${FOLDER}/`) && page !== INDEX);

/** The pages that code names, each with the files that do. */
function namedPages(): ReadonlyMap<string, readonly string[]> {
  const files = globSync(['lib/**/*.ts', 'functions/**/*.ts', 'infra/*.tf'], { cwd: ROOT });
  const named = new Map<string, readonly string[]>();
  for (const file of files)
    for (const [page] of readFileSync(path.join(ROOT, file), 'utf8').matchAll(/lib\/decisions\/[\w-]+\.md/g))
      named.set(page, [...(named.get(page) ?? []), file]);
  return named;
}

describe('a decision', () => {
  it('is found: there are at least seven', () => assert.ok(DECISIONS.length >= 7));

  for (const page of DECISIONS)
    it(`has all parts in their order, and something under each: ${page}`, () => {
      const sections = pageText(page).split(/^## /m).slice(1);
      assert.deepEqual(
        sections.map((section) => section.slice(0, section.indexOf('\n'))),
        PARTS,
      );
      for (const section of sections) assert.ok(section.split('\n').slice(1).join('').trim() !== '');
    });

  it('has one row in the index', () =>
    assert.deepEqual(
      readLinks(pageText(INDEX))
        .links.map((link) => path.posix.join(FOLDER, link))
        .toSorted(),
      DECISIONS,
    ));

  it('is named by the code that it is about, and code names no other page', () =>
    assert.deepEqual([...namedPages().keys()].toSorted(), DECISIONS));

  it('names files that are there', () => {
    const named = DECISIONS.flatMap((page) =>
      [...pageText(page).matchAll(/`((?:lib|test|infra)\/[\w./-]+)`/g)].map(([, file = '']) => file),
    );
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(ROOT, file))),
      [],
    );
  });
});
