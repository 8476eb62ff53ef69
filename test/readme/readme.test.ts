import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { README, withSections } from './sections.ts';

const text = readFileSync(README, 'utf8');

describe('README', () => {
  it('has the tables and the output that the code prints: `npm run generate` writes them', async () => {
    assert.equal(await withSections(text), text);
  });

  it('names only npm scripts that exist, and every one that a person runs', () => {
    const named = new Set([...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script));
    const existing = new Set(Object.keys(packageJson.scripts));
    assert.deepEqual(
      [...named].filter((script) => !existing.has(script)),
      [],
    );
    const forPeople = ['demo', 'check', 'coverage', 'bench', 'build', 'generate'];
    assert.deepEqual(
      forPeople.filter((script) => !named.has(script)),
      [],
    );
  });
});
