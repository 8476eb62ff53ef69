import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { README, REASONS_PAGE, reasonsText, withSections } from './sections.ts';

const text = readFileSync(README, 'utf8');

describe('README', () => {
  it('has the tables and the output that the code prints: `npm run generate` writes them', async () => {
    assert.equal(await withSections(text), text);
  });

  it('leads to the page of reasons as the code has them: `npm run generate` writes it', async () => {
    assert.ok(text.includes('](lib/core/errors/README.md)'));
    assert.equal(readFileSync(REASONS_PAGE, 'utf8'), await reasonsText());
  });

  it('leads to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    assert.deepEqual(
      links.filter((link) => !existsSync(path.join(path.dirname(README), link))),
      [],
    );
  });

  it('names every npm script that a person runs', () => {
    const named = new Set([...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script));
    const forPeople = ['demo', 'check', 'coverage', 'bench', 'build', 'generate'];
    assert.deepEqual(
      forPeople.filter((script) => !named.has(script)),
      [],
    );
  });
});
