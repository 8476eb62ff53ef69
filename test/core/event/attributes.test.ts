import assert from 'node:assert/strict';
import {
  DEAD_LETTER_TIME_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  type Trust,
} from '../../../lib/core/event/attributes.ts';
import { readRequest as read } from '../../../lib/core/event/read-delivery.ts';
import { readPulled as readMessage, type PulledMessage } from '../../../lib/core/event/shapes/pulled.ts';
import { EVENT, message, PUBLISHED_AT, sent } from '../../support/believed-deliveries.ts';
import { posted, toRequest, SHAPES, SUBSCRIPTION, type Sent } from '../../support/deliveries.ts';

describe('attributes that move time and id', () => {
  const attributes = {
    [PUBLISHED_AT_ATTRIBUTE]: '1500000000000',
    [PUSH_ID_ATTRIBUTE]: 'first',
    [DEAD_LETTER_TIME_ATTRIBUTE]: '2010-01-01T00:00:00Z',
  };
  const odd = {
    [PUBLISHED_AT_ATTRIBUTE]: 'soon',
    [PUSH_ID_ATTRIBUTE]: 'a b',
    [DEAD_LETTER_TIME_ATTRIBUTE]: '',
  };
  const DIED = Date.parse('2010-01-01T00:00:00Z');
  const others = {
    ownTopics: [
      { project: 'shop', topic: 'gcr' },
      { ...sent.topic, topic: 'replay' },
    ],
  };
  const own = { ownTopics: [...others.ownTopics, sent.topic] };
  const pulled: PulledMessage = {
    data: Buffer.from(EVENT),
    attributes,
    id: sent.id,
    publishTime: sent.publishTime,
    attempt: 1,
    subscription: SUBSCRIPTION,
    topic: sent.topic,
  };
  const shapes = SHAPES.filter((name) => name !== 'bare').map(
    (shape) =>
      [
        shape,
        (given: Sent['attributes'], trust: Trust) =>
          read(toRequest(shape, { ...sent, attributes: given }), trust),
      ] as const,
  );
  const readers = [
    ...shapes,
    [
      'pull',
      (given: Sent['attributes'], trust: Trust) =>
        readMessage({ ...pulled, attributes: given }, sent.receivedAt, trust),
    ] as const,
  ];
  for (const [shape, reader] of readers) {
    it(`${shape}: count on a topic of the updater`, () => {
      const { id, publishedAt } = reader(attributes, own);
      assert.deepEqual([id, publishedAt], ['first', DIED]);
    });
    it(`${shape}: mean nothing on any other topic, whatever they hold`, () => {
      for (const given of [attributes, odd]) {
        const { id, publishedAt, attributes: kept } = reader(given, others);
        assert.deepEqual([id, publishedAt, kept], [sent.id, PUBLISHED_AT, given]);
      }
    });
    it(`${shape}: the time of a dead letter alone counts for whoever drains them`, () => {
      const { id, publishedAt } = reader(attributes, { ...others, trusted: 'dead letter time' });
      assert.deepEqual([id, publishedAt], [sent.id, DIED]);
    });
  }

  it('mean nothing where no topic is named', () => {
    const request = posted({ message: { ...message, attributes } });
    const { id, publishedAt } = read(request, own);
    assert.deepEqual([id, publishedAt], ['1', PUBLISHED_AT]);
  });
});
