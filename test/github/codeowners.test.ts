import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/project-root.ts';

const lines = readFileSync(path.join(ROOT, '.github/CODEOWNERS'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [pattern = '', ...owners] = line.split(/ +/);
    return { pattern, owners };
  });

describe('CODEOWNERS', () => {
  it('begins with whoever owns the rest', () => assert.equal(lines[0]?.pattern, '*'));

  for (const { pattern, owners } of lines) {
    it(`has owners for ${pattern}, each a team or a person`, () => {
      assert.ok(owners.length > 0);
      for (const owner of owners) assert.match(owner, /^@[\w-]+(?:\/[\w-]+)?$/);
    });

    if (pattern !== '*')
      it(`names what is there: ${pattern}`, () => {
        assert.ok(pattern.startsWith('/'), 'expected a path from the root');
        const place = path.join(ROOT, pattern);
        assert.ok(existsSync(place));
        assert.equal(statSync(place).isDirectory(), pattern.endsWith('/'));
      });
  }
});
