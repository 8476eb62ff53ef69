import assert from 'node:assert/strict';
import { addImages } from '../../../lib/cli/images/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater images', () => {
  it('takes an image and options', async () =>
    assert.deepEqual(await parsedBy(addImages, 'images', 'nginx', '--all', '--json', '--config', 'c.yaml'), [
      'nginx',
      { all: true, json: true, config: 'c.yaml' },
    ]));

  it('has help with examples and exit codes', async () => assertComplete(await helpOf(addImages, 'images')));
});
