import assert from 'node:assert/strict';
import { replayDeadLetters } from '../../../lib/cli/replay/dead-letters.ts';
import type { Topic } from '../../../lib/core/names/topic.ts';
import type { Puller } from '../../../lib/pubsub/puller.ts';
import { TOPIC_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ReplayOutcome } from '../../../lib/replay/replay-outcome.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { deadLetter, LETTERS, memoryPublisher, memoryPuller, REPLAY } from '../../support/replay-builders.ts';

const LOST = { attributes: { CloudPubSubDeadLetterSourceSubscription: 'lost' } };
const AGAIN: Topic = { project: 'p', topic: 'again' };

async function replayed(puller: Puller, to?: Topic, now = to === AGAIN) {
  const outcomes: ReplayOutcome[] = [];
  const { publish, sent } = memoryPublisher();
  await replayDeadLetters({
    subscription: { project: 'own', subscription: 'letters' },
    publish,
    puller,
    onOutcome: (outcome) => void outcomes.push(outcome),
    settings: { aliases: [], repositories: [], ignoreTags: [], ownTopics: [REPLAY] },
    now,
    replay: REPLAY,
    dryRun: false,
    discardMalformed: false,
    clock: fakeClock(),
    signal: new AbortController().signal,
    ...(to === undefined ? {} : { to }),
  });
  return { sent, outcomes };
}

describe('replaying dead letters', () => {
  it('leaves one whose subscription is gone, and publishes the others', async () => {
    const puller = memoryPuller([deadLetter('1', LOST), deadLetter('2')]);
    const { outcomes } = await replayed(puller);
    assert.deepEqual(
      outcomes.map((each) => ['fault' in each ? each.fault.reason : each.result, each.subject.message]),
      [
        ['NoSubscription', '1'],
        ['published', '2'],
      ],
    );
    assert.deepEqual([puller.acked, puller.nacked], [['2'], ['1']]);
  });

  it('takes what died on the topic of a registry to the topic for replays, where its first time counts', async () => {
    const { sent } = await replayed(memoryPuller([deadLetter('1')]));
    assert.deepEqual(
      sent.map(({ topic, message }) => [topic, message.attributes[TOPIC_ATTRIBUTE]]),
      [['projects/own/topics/replay', 'projects/p/topics/gcr']],
    );
  });

  it('takes none to a topic where its first time does not count, unless it is to count as pushed now', async () => {
    const { outcomes, sent } = await replayed(memoryPuller([deadLetter('2')]), AGAIN, false);
    assert.deepEqual(
      [outcomes.map((each) => ('fault' in each ? each.fault.reason : each.result)), sent],
      [['NoDestination'], []],
    );
  });

  it('takes all to the topic that is named, wherever they came from', async () => {
    const { sent } = await replayed(memoryPuller([deadLetter('1', LOST), deadLetter('2')]), AGAIN);
    assert.deepEqual(
      sent.map(({ topic }) => topic),
      ['projects/p/topics/again', 'projects/p/topics/again'],
    );
  });

  it('needs no right to look where a topic is named', async () => {
    const describe = (): Promise<never> => Promise.reject(new UpdaterError('ForbiddenToLook', ''));
    const puller = { ...memoryPuller([deadLetter('1')]), describe };
    assert.equal((await replayed(puller, AGAIN)).sent.length, 1);
    await rejectsWith('ForbiddenToLook', replayed(puller));
  });

  it('to a topic of the updater takes those alone of which is known where they came from', async () => {
    const puller = memoryPuller([deadLetter('1', LOST), deadLetter('2')]);
    const { sent } = await replayed(puller, REPLAY);
    assert.deepEqual(
      sent.map(({ message }) => message.attributes[TOPIC_ATTRIBUTE]),
      ['projects/p/topics/gcr'],
    );
    assert.deepEqual([puller.acked, puller.nacked], [['2'], ['1']]);
  });

  it('believes no message that it died where no dead letters are sent from', async () => {
    const forged = { attributes: { CloudPubSubDeadLetterSourceSubscription: 'others' } };
    for (const to of [undefined, REPLAY]) {
      const puller = memoryPuller([deadLetter('1', forged)]);
      const { outcomes, sent } = await replayed(puller, to);
      assert.deepEqual(
        outcomes.map((each) => ('fault' in each ? each.fault.reason : each.result)),
        ['NoDestination'],
      );
      assert.deepEqual([sent, puller.nacked], [[], ['1']]);
    }
  });

  it('believes no message where the topic for dead letters may not be seen', async () => {
    const { describe, ...puller } = memoryPuller([deadLetter('1')]);
    const { outcomes } = await replayed(
      {
        ...puller,
        describe: (subscription, signal) =>
          subscription.subscription === 'letters'
            ? Promise.reject(new UpdaterError('ForbiddenToLook', ''))
            : describe(subscription, signal),
      },
      REPLAY,
    );
    assert.deepEqual(
      outcomes.map((each) => ('fault' in each ? each.fault.reason : each.result)),
      ['ForbiddenToLook'],
    );
  });

  it('is refused by a subscription that pushes', () => {
    const facts = { topic: LETTERS, backsOff: false, pushEndpoint: 'https://x' };
    return rejectsWith(
      'PushSubscription',
      replayed({ ...memoryPuller([]), describe: () => Promise.resolve(facts) }),
    );
  });
});
