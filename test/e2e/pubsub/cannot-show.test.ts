/** The list that a run ends with names tests that there are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cannotShow, GAPS } from './cannot-show.ts';
import { ROOT } from '../../support/project-root.ts';

describe('what the emulator cannot show', () => {
  for (const { what, file, title } of GAPS) {
    it(`${what}: is shown by a test of npm test`, () => {
      assert.ok(readFileSync(path.join(ROOT, file), 'utf8').includes(title), `${title} in ${file}`);
      assert.ok(cannotShow().includes(what));
    });
  }
});
