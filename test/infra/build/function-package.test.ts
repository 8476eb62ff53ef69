import assert from 'node:assert/strict';
import { functionPackage } from '../../../infra/build/function-package.ts';
import { ROOT } from '../../support/project-root.ts';

describe('the package of the functions', () => {
  it('loads and bundles at the versions of the project', () => {
    const { 'package.json': text = '' } = functionPackage(ROOT);
    assert.doesNotMatch(text, /""/);
    assert.doesNotMatch(text, /pinned-node|mocha|commander/);
  });
});
