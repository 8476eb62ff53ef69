import assert from 'node:assert/strict';
import { addApply } from '../../../lib/cli/apply/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater apply', () => {
  it('takes what `plan` takes, and --yes', async () =>
    assert.deepEqual(
      await parsedBy(addApply, 'apply', 'nginx:1', '--yes', '--unpinned', '--ignore-limit', '--json'),
      ['nginx:1', { yes: true, unpinned: true, ignoreLimit: true, json: true }],
    ));

  it('has help with examples and exit codes', async () => assertComplete(await helpOf(addApply, 'apply')));
});
