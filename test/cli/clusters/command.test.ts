import assert from 'node:assert/strict';
import { addClusters } from '../../../lib/cli/clusters/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater clusters', () => {
  it('takes options alone', async () => {
    assert.deepEqual(await parsedBy(addClusters, 'clusters', '--config', 'c.yaml', '--json'), [
      { config: 'c.yaml', json: true },
    ]);
    await assert.rejects(parsedBy(addClusters, 'clusters', 'one'), { code: 'commander.excessArguments' });
  });

  it('has help with examples and exit codes', async () =>
    assertComplete(await helpOf(addClusters, 'clusters')));
});
