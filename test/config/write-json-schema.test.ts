import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONFIG = new URL('../../lib/config/', import.meta.url);

describe('write-json-schema', () => {
  it('writes the committed file, byte for byte', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-updater-schema-'));
    try {
      const written = join(folder, 'schema.json');
      execFileSync(process.execPath, [fileURLToPath(new URL('write-json-schema.ts', CONFIG)), written]);
      assert.equal(
        readFileSync(written, 'utf8'),
        readFileSync(new URL('config.schema.json', CONFIG), 'utf8'),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
