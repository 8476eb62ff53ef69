import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { functionPackage } from '../../../infra/build/function-package.ts';
import { ROOT } from '../../support/project-root.ts';

describe('the package of the functions', () => {
  for (const [name, content] of Object.entries(functionPackage(ROOT)))
    it(`${name} is what is committed; \`npm run generate\` writes it anew`, () =>
      assert.equal(readFileSync(path.join(ROOT, 'infra/function', name), 'utf8'), content));

  it('loads and bundles at the versions of the project', () => {
    const { 'package.json': text = '' } = functionPackage(ROOT);
    assert.doesNotMatch(text, /""/);
    assert.doesNotMatch(text, /pinned-node|mocha|commander/);
  });
});
