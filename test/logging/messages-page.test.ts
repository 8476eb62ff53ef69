import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pageText } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';

const PAGE = 'lib/logging/README.md';
/** Words in quotes that begin as a message does: a capital, then words with spaces between, or the one word `Configuration`. */
const MESSAGE = /'([A-Z][a-z]+(?:\/[A-Z][a-z]+)?(?: [A-Za-z/]+)+|Configuration)'/g;

describe('the table of messages', () => {
  it('has each message of a log line, and no other', () => {
    const sources = globSync('lib/logging/*.ts', { cwd: ROOT }).map((file) =>
      readFileSync(path.join(ROOT, file), 'utf8'),
    );
    const logged = sources.flatMap((text) => [...text.matchAll(MESSAGE)].map(([, message = '']) => message));
    const rows = [...pageText(PAGE).matchAll(/^\| `([A-Z][^`]+)` +\| [A-Zt]/gm)].map(
      ([, message = '']) => message,
    );
    assert.ok(logged.length > 15);
    assert.deepEqual([...new Set(rows)].toSorted(), [...new Set(logged)].toSorted());
  });
});
