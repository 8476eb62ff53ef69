/** The pages of .github name files that are there, and the threats the tests that hold them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inlineCode } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const isThere = (file: string): boolean => existsSync(path.join(ROOT, file));
/** Names of files that are given by a path from the root. */
const PLACE = /^(?:\.ci|\.github|functions|infra|lib|test)\/[\w./-]+$/;

describe('a page of .github', () => {
  for (const page of ['CONTRIBUTING.md', 'SECURITY.md', 'pull_request_template.md'])
    it(`names files that are there: ${page}`, () => {
      const places = inlineCode(`.github/${page}`).filter((code) => PLACE.test(code));
      assert.ok(places.length > 1);
      assert.deepEqual(
        places.filter((place) => !isThere(place)),
        [],
      );
    });
});

describe('a threat', () => {
  const [, threats = ''] = read('.github/SECURITY.md').split('\n## Threats\n');
  const rows = threats
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (?:who |-)/.test(line))
    .map((line) => line.split(/ \| |^\| | \|$/).filter((cell) => cell !== ''));

  it('is one of at least thirty rows', () => assert.ok(rows.length >= 30, String(rows.length)));

  for (const [who = '', attack = '', control = '', tests = ''] of rows)
    it(`has a control and a test: ${who.trim()}: ${attack.trim()}`, () => {
      assert.notEqual(control.trim(), '');
      const [first = ''] = [...tests.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file);
      assert.ok(isThere(first) && first !== '');
    });
});
