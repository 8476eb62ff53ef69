import assert from 'node:assert/strict';
import type { PulledMessage } from '../../lib/core/event/shapes/pulled.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { Topic } from '../../lib/core/names/topic.ts';
import { deadLetterPlanner } from '../../lib/replay/dead-letter-origin.ts';
import { deadLetter, LETTERS, memoryPuller, REPLAY, SETTINGS } from '../support/replay-builders.ts';

function planWith(letters: Topic | UpdaterError, puller = memoryPuller([])) {
  const { signal } = new AbortController();
  return deadLetterPlanner({ settings: SETTINGS, replay: REPLAY, now: false, puller, signal }, letters);
}

const diedOn = (name: string): PulledMessage =>
  deadLetter('1', { attributes: { CloudPubSubDeadLetterSourceSubscription: name } });

describe('the origin of a dead letter', () => {
  it('is trusted where its subscription sends dead letters to the topic', async () => {
    const planned = await planWith(LETTERS)(diedOn('images'));
    assert.deepEqual('topic' in planned && planned.topic, REPLAY);
  });

  for (const [title, letters, name, reason] of [
    ['sends dead letters nowhere', LETTERS, 'others', 'NoDestination'],
    ['sends them to another topic', REPLAY, 'images', 'NoDestination'],
    ['is gone', LETTERS, 'lost', 'NoSubscription'],
    [
      'is one, but the topic may not be seen',
      new UpdaterError('ForbiddenToLook', ''),
      'images',
      'ForbiddenToLook',
    ],
  ] as const)
    it(`is not trusted where the subscription that it names ${title}: ${reason}`, async () => {
      const planned = await planWith(letters)(diedOn(name));
      assert.equal('fault' in planned && planned.fault.reason, reason);
    });

  it('is not trusted where the message names no subscription: NoDestination', async () => {
    const planned = await planWith(LETTERS)(diedOn('not a name'));
    assert.equal('fault' in planned && planned.fault.reason, 'NoDestination');
  });

  it('is asked for once a subscription, however many died there', async () => {
    const puller = memoryPuller([]);
    const plan = planWith(LETTERS, puller);
    await Promise.all([plan(diedOn('images')), plan(diedOn('others')), plan(diedOn('images'))]);
    assert.deepEqual(puller.described, ['images', 'others']);
  });
});
