import assert from 'node:assert/strict';
import { addDemo } from '../../../lib/cli/demo/command.ts';
import { helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater demo', () => {
  it('takes --keep', async () => {
    assert.deepEqual(await parsedBy(addDemo, 'demo'), [{ keep: false }]);
    assert.deepEqual(await parsedBy(addDemo, 'demo', '--keep'), [{ keep: true }]);
  });

  it('has help', async () => assert.match(await helpOf(addDemo, 'demo'), /--keep/));
});
