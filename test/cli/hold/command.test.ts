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

    it('takes an image and clusters', async () =>
      assert.deepEqual(
        await parsedBy(add, name, '--image', 'nginx', '-n', 'shop', '--cluster', 'a*', '--json'),
        [undefined, { image: 'nginx', namespace: 'shop', cluster: 'a*', json: true }],
      ));

    it('has help with examples and exit codes', async () => assertComplete(await helpOf(add, name)));
  });

describe('the option --reason', () => {
  it('is one of hold', async () =>
    assert.deepEqual(await parsedBy(addHold, 'hold', 'deployment/web', '--reason', 'incident 42'), [
      'deployment/web',
      { namespace: 'default', reason: 'incident 42' },
    ]));

  it('is rejected by release, which stores none', () =>
    assert.rejects(parsedBy(addRelease, 'release', 'deployment/web', '--reason', 'done'), {
      code: 'commander.unknownOption',
    }));
});
