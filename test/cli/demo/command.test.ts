import assert from 'node:assert/strict';
import { addDemo } from '../../../lib/cli/demo/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater demo', () => {
  it('takes --keep', async () => {
    assert.deepEqual(await parsedBy(addDemo, 'demo'), [{}]);
    assert.deepEqual(await parsedBy(addDemo, 'demo', '--keep'), [{ keep: true }]);
  });

  it('has help with examples and exit codes', async () => assertComplete(await helpOf(addDemo, 'demo')));
});
