import assert from 'node:assert/strict';
import { questionText } from '../../../lib/cli/apply/text.ts';
import { push, REPOSITORY } from '../../support/builders.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';

describe('the question of apply', () => {
  it('says how many containers get which image', () =>
    assert.equal(
      questionText({ config: config(MINIMAL), push: push() }, 3),
      `Update 3 containers to ${REPOSITORY}:v1?`,
    ));

  it('says that there is no digest, and that the configuration only observes', () => {
    const { digest: _digest, ...bare } = push();
    assert.equal(
      questionText({ config: config(`mode: observe\n${MINIMAL}`), push: bare }, 1),
      `Update 1 containers to ${REPOSITORY}:v1, without a digest? The configuration has \`mode: observe\`; this command patches anyway.`,
    );
  });
});
