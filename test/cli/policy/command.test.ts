import assert from 'node:assert/strict';
import { addPolicy } from '../../../lib/cli/policy/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater policy', () => {
  it('takes a policy, the tag that runs, and tags that are pushed', async () =>
    assert.deepEqual(await parsedBy(addPolicy, 'policy', 'semver:^1', '1.2.3', '1.3.0', '2.0.0', '--json'), [
      'semver:^1',
      '1.2.3',
      ['1.3.0', '2.0.0'],
      { json: true },
    ]));

  it('takes nothing, for lines on standard input', async () =>
    assert.deepEqual(await parsedBy(addPolicy, 'policy'), [undefined, undefined, [], {}]));

  it('has help with examples and exit codes', async () => assertComplete(await helpOf(addPolicy, 'policy')));
});
