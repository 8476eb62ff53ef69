import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isWellKnown } from '../../lib/config/well-known-keys.ts';
import { ROOT } from '../support/project-root.ts';
import { sha256 } from '../support/sha256.ts';

describe('a key', () => {
  for (const word of ['', 'test', 'test\n', 'TEST', 'Secret', 'development', '$KEY', '…', 'changeme'])
    it(`${JSON.stringify(word)} is one that anybody would try`, () => assert.ok(isWellKnown(sha256(word))));

  it('that anybody would try is the key of no page and no configuration of the project', () => {
    const files = globSync(['*.md', 'infra/**/*.{md,yaml,tf}', 'lib/**/*.md', 'test/config/*.yaml'], {
      cwd: ROOT,
    });
    const hashes = files.flatMap(
      (file) => readFileSync(path.join(ROOT, file), 'utf8').match(/\b[0-9a-f]{64}\b/g) ?? [],
    );
    assert.ok(hashes.length > 0);
    assert.deepEqual(hashes.filter(isWellKnown), []);
  });

  it('that is random is none', () => assert.ok(!isWellKnown(sha256(randomBytes(32).toString('hex')))));
});
