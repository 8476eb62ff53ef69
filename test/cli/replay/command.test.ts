import assert from 'node:assert/strict';
import { addReplay } from '../../../lib/cli/replay/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater replay', () => {
  it('takes an image with its digest and time', async () =>
    assert.deepEqual(
      await parsedBy(
        addReplay,
        'replay',
        'nginx:1',
        '--digest',
        'sha256:1',
        '--published-at',
        't',
        '--to',
        'p',
      ),
      ['nginx:1', { digest: 'sha256:1', publishedAt: 't', to: 'p' }],
    ));

  for (const [words, options] of [
    [['--events', '-'], { events: '-' }],
    [['--dead-letters'], { deadLetters: true }],
    [['--dead-letters', 'projects/p/subscriptions/s'], { deadLetters: 'projects/p/subscriptions/s' }],
    [['--now', '--ignore-limit', '--unpinned'], { now: true, ignoreLimit: true, unpinned: true }],
    [
      ['--discard-malformed', '--dry-run', '--json', '--config', 'c.yaml'],
      { discardMalformed: true, dryRun: true, json: true, config: 'c.yaml' },
    ],
  ] as const)
    it(`takes ${words.join(' ')}`, async () =>
      assert.deepEqual(await parsedBy(addReplay, 'replay', ...words), [undefined, options]));

  it('has help with examples and exit codes', async () => assertComplete(await helpOf(addReplay, 'replay')));
});
