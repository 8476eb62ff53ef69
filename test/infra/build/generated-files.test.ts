import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from '../../../infra/build/generated-files.ts';
import { ROOT } from '../../support/project-root.ts';

describe('a generated file', () => {
  for (const file of [
    'infra/function/package-lock.json',
    'infra/function/package.json',
    'lib/config/config.schema.json',
    'lib/http/doc.json',
    'lib/http/openapi.json',
    'lib/report/report.schema.json',
  ])
    it(`is what is committed: ${file}; \`npm run generate\` writes it again`, async () =>
      assert.equal(readFileSync(path.join(ROOT, file), 'utf8'), (await generatedFiles())[file]));
});
