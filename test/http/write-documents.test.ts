import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { documents } from '../../lib/http/write-documents.ts';

describe('what the API serves beside its answers', () => {
  for (const name of ['openapi.json', 'doc.json'])
    it(`${name} is what is committed; \`npm run generate\` writes it anew`, async () => {
      const file = path.join(import.meta.dirname, '../../lib/http', name);
      assert.equal(readFileSync(file, 'utf8'), (await documents())[name]);
    });
});
