import assert from 'node:assert/strict';
import { addReconcile } from '../../../lib/cli/reconcile/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater reconcile', () => {
  it('takes options, and no image', async () => {
    const words = ['--dry-run', '--yes', '--json', '--config', 'c.yaml'];
    assert.deepEqual(await parsedBy(addReconcile, 'reconcile', ...words), [
      { dryRun: true, yes: true, json: true, config: 'c.yaml' },
    ]);
  });

  it('has help with examples and exit codes', async () =>
    assertComplete(await helpOf(addReconcile, 'reconcile')));
});
