import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LIB = path.resolve(import.meta.dirname, '../../lib');
const COMMITTED = ['config/config.schema.json', 'report/report.schema.json'];

describe('write-json-schemas', () => {
  it('writes the committed files, byte for byte', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'image-updater-schemas-'));
    try {
      const files = COMMITTED.map((file) => path.join(folder, path.basename(file)));
      execFileSync(process.execPath, [path.join(LIB, 'report/write-json-schemas.ts'), ...files]);
      for (const [index, file] of files.entries())
        assert.equal(
          readFileSync(file, 'utf8'),
          readFileSync(path.join(LIB, COMMITTED[index] ?? ''), 'utf8'),
        );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
