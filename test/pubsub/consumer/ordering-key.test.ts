import assert from 'node:assert/strict';
import { CLUSTER_ATTRIBUTE, ENTRY_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../../../lib/core/event/attributes.ts';
import { topicName } from '../../../lib/core/names/topic.ts';
import { orderingKey } from '../../../lib/pubsub/consumer/ordering-key.ts';
import { digest, REPOSITORY, settings } from '../../support/builders.ts';
import { eventData, message, TOPIC } from '../../support/consumer-builders.ts';

const FAN_OUT = { project: 'ops', topic: 'image-updater-fan-out' };

describe('the line of a message', () => {
  const gcr = eventData('gcr.io/shop/web');
  const share = {
    topic: FAN_OUT,
    attributes: {
      [CLUSTER_ATTRIBUTE]: 'a',
      [ENTRY_ATTRIBUTE]: 'a',
      [TOPIC_ATTRIBUTE]: topicName(TOPIC),
    },
  };
  for (const [title, changes, expected] of [
    ['is the repository of its push', {}, REPOSITORY],
    ['is the same for another tag of it', { data: eventData(REPOSITORY, 'v2', digest(2)) }, REPOSITORY],
    ['is the same for both spellings', { data: gcr }, 'us-docker.pkg.dev/shop/gcr.io/web'],
    ['of a share is still the repository of its push', share, REPOSITORY],
    ['is its own where it is not relevant', { data: Buffer.from('{"action":"DELETE"}') }, 'message m1'],
    ['is its own where it is of a foreign project', { data: eventData('gcr.io/other/web') }, 'message m1'],
    ['is its own where it cannot be understood', { data: Buffer.from('garbage') }, 'message m1'],
    ['is its own where it is no text', { data: new Uint8Array([0xff]) }, 'message m1'],
    ['is its own where its time cannot be read', { publishTime: 'soon' }, 'message m1'],
  ] as const)
    it(title, () =>
      assert.equal(orderingKey(message(changes), settings({ ownTopics: [FAN_OUT] })), expected),
    );
});
