import assert from 'node:assert/strict';
import { addPlan } from '../../../lib/cli/plan/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater plan', () => {
  it('takes an image and options', async () =>
    assert.deepEqual(
      await parsedBy(
        addPlan,
        'plan',
        'nginx:1',
        '--unpinned',
        '--ignore-limit',
        '--json',
        '--config',
        'c.yaml',
      ),
      ['nginx:1', { unpinned: true, ignoreLimit: true, json: true, config: 'c.yaml' }],
    ));

  it('takes an event', async () =>
    assert.deepEqual(await parsedBy(addPlan, 'plan', '--event', '-'), [undefined, { event: '-' }]));

  it('has help with examples and exit codes', async () => assertComplete(await helpOf(addPlan, 'plan')));
});
