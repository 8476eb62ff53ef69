import assert from 'node:assert/strict';
import { addHold, addRelease } from '../../../lib/cli/hold/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

for (const [name, add] of [
  ['hold', addHold],
  ['release', addRelease],
] as const)
  describe(`the declaration of image-updater ${name}`, () => {
    it('takes a workload, of the namespace `default` unless another is given', async () =>
      assert.deepEqual(await parsedBy(add, name, 'deployment/web'), [
        'deployment/web',
        { namespace: 'default' },
      ]));

    it('takes an image, clusters and a reason', async () =>
      assert.deepEqual(
        await parsedBy(
          add,
          name,
          '--image',
          'nginx',
          '-n',
          'shop',
          '--cluster',
          'a*',
          '--reason',
          'x',
          '--json',
        ),
        [undefined, { image: 'nginx', namespace: 'shop', cluster: 'a*', reason: 'x', json: true }],
      ));

    it('has help with examples and exit codes', async () => assertComplete(await helpOf(add, name)));
  });
