import assert from 'node:assert/strict';
import { silenceLibraries } from '../../lib/config/silence-libraries.ts';

// That nothing is logged then: test/functions/gke/identities.test.ts.
describe('the log of libraries', () => {
  it('is switched off, with a warning that names the variable', () => {
    const variables = { GOOGLE_SDK_NODE_LOGGING: '*', HOME: '/root' };
    const warnings = silenceLibraries(variables);
    assert.deepEqual(
      warnings.map(({ code, path, received }) => [code, path, received]),
      [['Invalid', 'GOOGLE_SDK_NODE_LOGGING', '"*"']],
    );
    assert.deepEqual(variables, { HOME: '/root' });
  });

  for (const variables of [{ HOME: '/root' }, { HOME: '/root', GOOGLE_SDK_NODE_LOGGING: '' }]) {
    it(`is no matter with ${JSON.stringify(variables)}`, () => {
      assert.deepEqual(silenceLibraries(variables), []);
      assert.deepEqual(variables, { HOME: '/root' });
    });
  }
});
