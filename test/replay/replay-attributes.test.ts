import assert from 'node:assert/strict';
import { readPulled } from '../../lib/core/event/shapes/pulled.ts';
import { readRequest } from '../../lib/core/event/read-delivery.ts';
import {
  IGNORE_LIMIT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
} from '../../lib/core/event/attributes.ts';
import {
  attributesForOtherTopic,
  NO_TIME,
  readPushId,
  replayedAttributes,
} from '../../lib/replay/replay-attributes.ts';
import { deadLetter, EVENT, GCR } from '../support/replay-builders.ts';

const TRUST = { ownTopics: [], trusted: 'all' } as const;
const bare = readRequest({ path: '/', headers: {}, body: Buffer.from(EVENT), receivedAt: NO_TIME }, TRUST);

describe('the attributes of a replay', () => {
  it('tell neither time nor id of what has none', () =>
    assert.deepEqual(replayedAttributes(bare, false), {}));

  it('tell those of the first push, and nothing that Pub/Sub wrote', () =>
    assert.deepEqual(replayedAttributes(readPulled(deadLetter('7'), NO_TIME, TRUST), false), {
      'image-updater-published-at': '1767225600000',
      'image-updater-push-id': '7',
    }));

  for (const [title, attributes, first, expected] of [
    [
      'name the topic that brought the push first',
      { a: 'b' },
      GCR,
      { a: 'b', [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr' },
    ],
    [
      'name it in place of what a message claims',
      { [TOPIC_ATTRIBUTE]: 'x' },
      GCR,
      { [TOPIC_ATTRIBUTE]: 'projects/p/topics/gcr' },
    ],
    ['do not say that limits do not count', { [IGNORE_LIMIT_ATTRIBUTE]: 'true' }, undefined, {}],
    ['name none where none is known', { [TOPIC_ATTRIBUTE]: 'x', a: 'b' }, undefined, { a: 'b' }],
  ] as const)
    it(`of a message that moves ${title}`, () =>
      assert.deepEqual(attributesForOtherTopic(attributes, first), expected));
});

describe('the id of a push', () => {
  it('is that of the message, or of the one that it replays', () => {
    assert.equal(readPushId(readPulled(deadLetter('7'), NO_TIME, TRUST)), '7');
    const replayed = deadLetter('7', { attributes: { [PUSH_ID_ATTRIBUTE]: '5' } });
    assert.equal(readPushId(readPulled(replayed, NO_TIME, TRUST)), '5');
  });

  it('is missing where there is no message', () => assert.equal(readPushId(bare), undefined));
});
