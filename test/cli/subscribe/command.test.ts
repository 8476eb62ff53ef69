import assert from 'node:assert/strict';
import { addSubscribe } from '../../../lib/cli/subscribe/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater subscribe', () => {
  it('takes subscriptions; 8 messages at once and 25 s for draining unless others are given', async () =>
    assert.deepEqual(await parsedBy(addSubscribe, 'subscribe', 'a', 'b'), [
      ['a', 'b'],
      { concurrency: 8, drainSeconds: 25 },
    ]));

  it('takes numbers, an address and a topic', async () => {
    const options = '--concurrency 2 --drain-seconds 5 --topic t --health-port 8080 --health-host 127.0.0.1';
    assert.deepEqual(await parsedBy(addSubscribe, 'subscribe', ...options.split(' ')), [
      [],
      { concurrency: 2, drainSeconds: 5, topic: 't', healthPort: 8080, healthHost: '127.0.0.1' },
    ]);
  });

  for (const option of ['--concurrency', '--drain-seconds', '--health-port'])
    it(`refuses ${option} soon`, () =>
      assert.rejects(parsedBy(addSubscribe, 'subscribe', option, 'soon'), {
        code: 'commander.invalidArgument',
      }));

  it('has help with examples and exit codes', async () =>
    assertComplete(await helpOf(addSubscribe, 'subscribe')));
});
