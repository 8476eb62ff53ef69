import assert from 'node:assert/strict';
import { addConfigCheck } from '../../../lib/cli/config-check/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater config check', () => {
  it('takes a file and options', async () =>
    assert.deepEqual(await parsedBy(addConfigCheck, 'config', 'check', 'c.yaml', '--online', '--json'), [
      'c.yaml',
      { online: true, json: true },
    ]));

  it('has help with examples and exit codes', async () =>
    assertComplete(await helpOf(addConfigCheck, 'config', 'check')));
});
